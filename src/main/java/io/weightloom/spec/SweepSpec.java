package io.weightloom.spec;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Which trials an experiment consists of.
 *
 * @param search how points are chosen
 * @param parameters what differs between points; empty if there is one point
 * @param repeats seeds per point, at least 1
 * @param maxTrials most trials, counting each repeat, at least {@code repeats}; empty if only the grid ends the search
 * @param round trials per round, at least 1; see {@link #pointsPerRound}
 * @param score what makes one point better than another
 * @param constraints what the numbers of a trial's network must be, for the trial to be trained
 * @param pruning which trials are halted before their end; empty if none
 * @param limits what ends a run or a trial early
 */
public record SweepSpec(
        Strategy search,
        List<Parameter> parameters,
        int repeats,
        OptionalInt maxTrials,
        OptionalInt round,
        ScoreKind score,
        List<Constraint> constraints,
        Optional<PruningSpec> pruning,
        LimitsSpec limits) {

    /** Digits of a number that a search chooses: more than matter, and few enough for a table. */
    private static final MathContext LEGIBLE = new MathContext(6);

    /** Trials per round of a search that learns, or whose rounds nobody asked for. */
    private static final int TRIALS_PER_ROUND = 8;

    /** Copies the lists. */
    public SweepSpec {
        parameters = List.copyOf(parameters);
        constraints = List.copyOf(constraints);
    }

    /** A sweep with nothing but points and repeats. */
    public SweepSpec(Strategy search, List<Parameter> parameters, int repeats) {
        this(
                search,
                parameters,
                repeats,
                OptionalInt.empty(),
                OptionalInt.empty(),
                ScoreKind.VALIDATION,
                List.of(),
                Optional.empty(),
                LimitsSpec.NONE);
    }

    /**
     * Points per round: as many as it takes for the round's trials, at least 1. A grid without rounds has all of its
     * points in one, because none depends on another.
     */
    public int pointsPerRound() {
        if (search == Strategy.GRID && round.isEmpty()) {
            return Integer.MAX_VALUE;
        }
        return 1 + (round.orElse(TRIALS_PER_ROUND) - 1) / repeats;
    }

    /** The most points that there may be. */
    public int mostPoints() {
        return maxTrials.isPresent() ? maxTrials.getAsInt() / repeats : Integer.MAX_VALUE;
    }

    /** The most trials that a search asks for; empty of a grid, which ends with its points. */
    public OptionalInt mostTrials() {
        return search == Strategy.GRID || maxTrials.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(mostPoints() * repeats);
    }

    /** The point of the parameters' first values; those that it makes inactive are absent. */
    public Map<String, Object> first() {
        return grid(parameters.stream().map(Parameter::first).toList())
                .findFirst()
                .orElseThrow();
    }

    /**
     * Every combination of the parameters' options, one after the other; the first parameter changes slowest. A
     * parameter that a point makes inactive is absent from it.
     *
     * @throws IllegalArgumentException if a parameter has no steps
     */
    public Stream<Map<String, Object>> grid() {
        return grid(parameters);
    }

    public static Stream<Map<String, Object>> grid(List<Parameter> parameters) {
        Stream<Map<String, Object>> points = Stream.of(Map.of());
        for (Parameter parameter : parameters) {
            points = points.flatMap(point -> parameter.isActive(point)
                    ? parameter.range().steps().map(option -> with(point, option))
                    : Stream.of(point));
        }
        return points;
    }

    private static Map<String, Object> with(Map<String, Object> point, Map<String, Object> option) {
        Map<String, Object> more = new LinkedHashMap<>(point);
        more.putAll(option);
        return more;
    }

    /** How points are chosen. */
    public enum Strategy {
        /** Every combination of values. */
        GRID,
        /** Drawn anew each time. */
        RANDOM,
        /** A sequence that fills the space evenly (Sobol 1967), scrambled by the seed. */
        SOBOL,
        /** By what has been found: a tree of Parzen estimators (Bergstra et al. 2011). */
        TPE,
        /** By what has been found: generations that inherit (NSGA-II; Deb et al. 2002). */
        EVOLUTION
    }

    /** What makes one point better than another. */
    public enum ScoreKind {
        /** The score on the validation split. */
        VALIDATION,
        /** That score against the numbers trained: no point is better than another if it is worse in one of them. */
        FRONT
    }

    /** How the values of a range lie. */
    public enum Scale {
        /** Evenly. */
        LINEAR,
        /** Their logarithms do. */
        LOG
    }

    /**
     * What is chosen at once, independently of the others but for what makes it active.
     *
     * @param range what it is chosen from
     * @param when by path of a setting that is swept before it, the values for which it is active; empty if it always
     *     is
     */
    public record Parameter(Range range, Map<String, List<Object>> when) {

        /** Copies the map. */
        public Parameter {
            when = Map.copyOf(when);
        }

        /** One that is always active. */
        public Parameter(Range range) {
            this(range, Map.of());
        }

        /** One of several values of one setting. */
        public static Parameter of(String setting, List<?> values) {
            return new Parameter(new Range.Choice(values.stream()
                    .map(value -> Map.<String, Object>of(setting, value))
                    .toList()));
        }

        /** Whether a point has it, told from what was chosen before it. */
        public boolean isActive(Map<String, Object> point) {
            return when.entrySet().stream().allMatch(condition -> {
                Object chosen = point.get(condition.getKey());
                return chosen != null && condition.getValue().contains(chosen);
            });
        }

        private Parameter first() {
            return new Parameter(new Range.Choice(List.of(range.first())), when);
        }
    }

    /** What a parameter's values are chosen from. */
    public sealed interface Range {

        /** Paths of the settings that it sets, such as {@code hypernet.z-dim}, in order. */
        List<String> settings();

        /** Its first option, as settings by path. */
        Map<String, Object> first();

        /** How many values it has; {@code Long.MAX_VALUE} if they lie without gaps. */
        long size();

        /** What a grid tries of it, in order, as settings by path. */
        Stream<Map<String, Object>> steps();

        /**
         * One of several options.
         *
         * @param options at least one, each with the same settings; with several settings, they are tied
         */
        record Choice(List<Map<String, Object>> options) implements Range {

            /** Copies the list and keeps the order of the settings. */
            public Choice {
                List<Map<String, Object>> copies = new ArrayList<>();
                options.forEach(option -> copies.add(new LinkedHashMap<>(option)));
                options = List.copyOf(copies);
            }

            @Override
            public List<String> settings() {
                return List.copyOf(first().keySet());
            }

            @Override
            public Map<String, Object> first() {
                return options.get(0);
            }

            @Override
            public long size() {
                return options.size();
            }

            @Override
            public Stream<Map<String, Object>> steps() {
                return options.stream();
            }
        }

        /**
         * Whole numbers.
         *
         * @param setting path of the setting
         * @param min the least
         * @param max the greatest, a whole number of steps above
         * @param step between neighbours, at least 1
         * @param scale how they lie; in steps of 1 if not evenly
         */
        record Whole(String setting, long min, long max, long step, Scale scale) implements Range {

            @Override
            public List<String> settings() {
                return List.of(setting);
            }

            @Override
            public Map<String, Object> first() {
                return Map.of(setting, min);
            }

            @Override
            public long size() {
                return (max - min) / step + 1;
            }

            @Override
            public Stream<Map<String, Object>> steps() {
                return Stream.iterate(min, value -> value <= max, value -> value + step)
                        .map(value -> Map.of(setting, value));
            }
        }

        /**
         * Numbers.
         *
         * @param setting path of the setting
         * @param min the least
         * @param max the greatest, a whole number of steps above
         * @param step between neighbours, above 0; empty if they lie without gaps
         * @param scale how they lie; without steps if not evenly
         */
        record Real(String setting, double min, double max, OptionalDouble step, Scale scale) implements Range {

            @Override
            public List<String> settings() {
                return List.of(setting);
            }

            @Override
            public Map<String, Object> first() {
                return Map.of(setting, min);
            }

            @Override
            public long size() {
                return step.isEmpty() ? Long.MAX_VALUE : 1 + Math.round((max - min) / step.getAsDouble());
            }

            @Override
            public Stream<Map<String, Object>> steps() {
                if (step.isEmpty()) {
                    throw new IllegalArgumentException("No steps from %s to %s".formatted(min, max));
                }
                return Stream.iterate(0L, i -> i < size(), i -> i + 1).map(i -> Map.of(setting, at(i)));
            }

            /** The value of the range, without steps, that is nearest to a number and that people can read. */
            public double near(double value) {
                double legible = new BigDecimal(value).round(LEGIBLE).doubleValue();
                return Math.max(min, Math.min(max, legible));
            }

            /** The value so many steps above the least, as if counted in decimals: 0.3 is 3 steps of 0.1 above 0. */
            public double at(long steps) {
                return PlainValues.exact(min)
                        .add(PlainValues.exact(step.orElseThrow()).multiply(BigDecimal.valueOf(steps)))
                        .doubleValue();
            }
        }
    }

    /** A number of a trial's ledger. */
    public enum Count {
        /** Weights of the plain target network to numbers trained. */
        RATIO,
        /** The same, counting the target once for each task. */
        TASK_RATIO,
        /** Numbers that are trained. */
        TRAINABLE,
        /** Target weights that come out of the generator. */
        GENERATED,
        /** Target weights that are trained directly. */
        SHARED,
        /** Weights of the generator. */
        GENERATOR,
        /** Numbers in condition vectors and chunk embeddings. */
        Z,
        /** Weights of the plain target network. */
        THETA
    }

    /**
     * What a number must be, for a trial to be trained.
     *
     * @param count which number
     * @param min the least; empty if there is none
     * @param max the greatest; empty if there is none
     */
    public record Constraint(Count count, OptionalDouble min, OptionalDouble max) {}
}
