package io.weightloom.spec.read;

import io.weightloom.spec.LimitsSpec;
import io.weightloom.spec.PlainValues;
import io.weightloom.spec.PruningSpec;
import io.weightloom.spec.SweepSpec;
import io.weightloom.spec.settings.ExperimentSettings;
import io.weightloom.spec.settings.Setting;
import io.weightloom.spec.settings.SettingNode;
import io.weightloom.spec.settings.TrainingSettings;
import io.weightloom.text.KebabCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** Reads a sweep, each value by itself. Not thread-safe. */
final class SweepReader {

    static final String PARAMETERS = "parameters";
    static final String CONSTRAINTS = "constraints";
    static final String PRUNING = "pruning";

    /** In the order in which people are told of them. */
    static final List<String> KEYS = List.of(
            ExperimentSettings.SEARCH.key(),
            ExperimentSettings.MAX_TRIALS.key(),
            ExperimentSettings.ROUND.key(),
            ExperimentSettings.SCORE.key(),
            PARAMETERS,
            ExperimentSettings.REPEATS.key(),
            CONSTRAINTS,
            PRUNING,
            ExperimentSettings.MAX_FAILED.key(),
            ExperimentSettings.MAX_DURATION.key(),
            ExperimentSettings.MAX_SECONDS.key());

    private static final String EPOCHS = TrainingSettings.SECTION.name() + "." + TrainingSettings.EPOCHS.key();

    /** Dimensions that its sequence has. */
    private static final int MOST_FOR_SOBOL = 1_000;

    private final SettingReader settings;
    private final ParameterReader parameters;
    private final Map<String, SettingNode> entries;
    private final String place;
    private final SweepSpec.Strategy search;
    private final int repeats;
    private final OptionalInt maxTrials;
    private final List<SweepSpec.Constraint> constraints;
    private final Optional<PruningSpec> pruning;

    /**
     * Reads all of it.
     *
     * @param part what is given; empty if there is no sweep
     * @param place full name of the part
     */
    SweepReader(SettingReader settings, Optional<SettingNode> part, String place) {
        this.settings = settings;
        this.place = place;
        this.entries =
                part.flatMap(given -> settings.entries(given, place, KEYS)).orElse(Map.of());
        this.search = settings.value(ExperimentSettings.SEARCH, entries, place);
        this.repeats = settings.value(ExperimentSettings.REPEATS, entries, place);
        this.maxTrials = number(ExperimentSettings.MAX_TRIALS);
        this.parameters = new ParameterReader(settings, search);
        SettingNode given = entries.get(PARAMETERS);
        if (given != null) {
            readParameters(given, place + "." + PARAMETERS);
        } else if (part.isPresent()
                && part.get() instanceof SettingNode.Mapping
                && !entries.containsKey(ExperimentSettings.REPEATS.key())) {
            settings.faults().add(part.get().origin(), place, "sweeps nothing; give it parameters, or repeats");
        }
        this.constraints = Optional.ofNullable(entries.get(CONSTRAINTS))
                .map(node -> constraints(node, place + "." + CONSTRAINTS))
                .orElse(List.of());
        this.pruning = Optional.ofNullable(entries.get(PRUNING)).flatMap(node -> pruning(node, place + "." + PRUNING));
        part.ifPresent(this::checkMaxTrials);
    }

    /** Values of the swept settings, by path; of a range its ends; without those at fault. */
    Map<String, List<Given>> swept() {
        return parameters.swept();
    }

    /** Paths of all settings that are to be swept, with faulty values too. */
    Set<String> named() {
        return parameters.named();
    }

    /** Whether a swept setting is not swept at all points, so that it needs a value of its own besides. */
    boolean isConditional(String path) {
        return parameters.parameters().stream()
                .filter(parameter -> parameter.range().settings().contains(path))
                .anyMatch(parameter -> !parameter.when().isEmpty());
    }

    /** What was given for the value that a point has of a setting; empty if the point does not have it. */
    Optional<Given> given(String path, Map<String, Object> point) {
        Object value = point.get(path);
        List<Given> values = value == null ? List.of() : swept().getOrDefault(path, List.of());
        return values.stream()
                .filter(given -> given.plain().equals(value))
                .findFirst()
                .or(() -> values.stream().findFirst()); // inside of a range
    }

    /**
     * The sweep, of values without faults.
     *
     * @param base values of the settings that are the same in all trials
     */
    SweepSpec spec(Map<String, Object> base) {
        SweepSpec.ScoreKind score = settings.value(ExperimentSettings.SCORE, entries, place);
        pruning.ifPresent(asked -> {
            mostEpochs(base).ifPresent(epochs -> checkRungs(asked.rungs(), epochs));
            checkScore(score);
        });
        return new SweepSpec(
                search,
                new Conditions(settings).resolved(parameters.parameters(), base),
                repeats,
                maxTrials,
                number(ExperimentSettings.ROUND),
                score,
                constraints,
                pruning,
                new LimitsSpec(
                        number(ExperimentSettings.MAX_FAILED),
                        settings.value(ExperimentSettings.MAX_DURATION, entries, place),
                        number(ExperimentSettings.MAX_SECONDS)));
    }

    /** Of the trials that train longest; empty if that is at fault. */
    private OptionalLong mostEpochs(Map<String, Object> base) {
        Stream<Object> same = Stream.ofNullable(base.get(EPOCHS));
        Stream<Object> differing =
                swept().getOrDefault(EPOCHS, List.of()).stream().map(Given::plain);
        boolean always = named().contains(EPOCHS) && !isConditional(EPOCHS);
        return (always ? differing : Stream.concat(same, differing))
                .mapToLong(epochs -> (Long) epochs)
                .max();
    }

    private void checkScore(SweepSpec.ScoreKind score) {
        if (score == SweepSpec.ScoreKind.FRONT) {
            settings.faults()
                    .add(
                            Objects.requireNonNull(entries.get(ExperimentSettings.SCORE.key()))
                                    .origin(),
                            "%s.%s".formatted(place, ExperimentSettings.SCORE.key()),
                            ("must be validation beside %s, which compares validation scores alone and so halts small"
                                            + " networks that belong to the front; but is front")
                                    .formatted(PRUNING));
        }
    }

    private void checkRungs(List<Integer> rungs, long epochs) {
        int last = rungs.get(rungs.size() - 1);
        if (last >= epochs) {
            SettingNode node = Objects.requireNonNull(entries.get(PRUNING));
            settings.faults()
                    .add(
                            node.origin(),
                            "%s.%s.%s".formatted(place, PRUNING, ExperimentSettings.RUNGS.key()),
                            "must end before %s, %s, but ends with %s".formatted(EPOCHS, epochs, last));
        }
    }

    private OptionalInt number(Setting<Optional<Integer>> setting) {
        return settings.value(setting, entries, place).stream()
                .mapToInt(number -> number)
                .findFirst();
    }

    private void readParameters(SettingNode given, String inside) {
        if (!(given instanceof SettingNode.Sequence sequence)
                || sequence.items().isEmpty()) {
            settings.faults()
                    .add(
                            given.origin(),
                            inside,
                            "must be a list of at least 1 parameter, each {name: ..., values: [...]}, but is "
                                    + SettingReader.emptyOr(given));
            return;
        }
        if (search == SweepSpec.Strategy.SOBOL && sequence.items().size() > MOST_FOR_SOBOL) {
            settings.faults()
                    .add(
                            given.origin(),
                            inside,
                            "must be at most %s for search sobol, but are %s"
                                    .formatted(MOST_FOR_SOBOL, sequence.items().size()));
        }
        for (int i = 0; i < sequence.items().size(); i++) {
            parameters.read(sequence.items().get(i), inside + "[" + i + "]");
        }
    }

    private void checkMaxTrials(SettingNode part) {
        String key = ExperimentSettings.MAX_TRIALS.key();
        if (maxTrials.isPresent() && maxTrials.getAsInt() < repeats) {
            settings.faults()
                    .add(
                            entries.getOrDefault(key, part).origin(),
                            place + "." + key,
                            "must be at least the %s seeds of one point, but is %s"
                                    .formatted(repeats, maxTrials.getAsInt()));
        } else if (search != SweepSpec.Strategy.GRID && !entries.containsKey(key)) {
            settings.faults()
                    .add(
                            part.origin(),
                            place + "." + key,
                            "is missing; search %s needs it, %s"
                                    .formatted(
                                            KebabCase.of(search),
                                            ExperimentSettings.MAX_TRIALS.kind().allowed()));
        }
    }

    private List<SweepSpec.Constraint> constraints(SettingNode node, String inside) {
        List<SweepSpec.Constraint> read = new ArrayList<>();
        Stream<SweepSpec.Count> counts = Stream.of(SweepSpec.Count.values());
        List<String> words = counts.map(KebabCase::of).toList();
        Map<String, SettingNode> given = settings.entries(node, inside, words).orElse(Map.of());
        for (SweepSpec.Count count : SweepSpec.Count.values()) {
            Optional.ofNullable(given.get(KebabCase.of(count)))
                    .flatMap(bounds -> constraint(count, bounds, inside + "." + KebabCase.of(count)))
                    .ifPresent(read::add);
        }
        return read;
    }

    private Optional<SweepSpec.Constraint> constraint(SweepSpec.Count count, SettingNode node, String inside) {
        Optional<Map<String, SettingNode>> given =
                settings.entries(node, inside, List.of(ExperimentSettings.LEAST.key(), ExperimentSettings.MOST.key()));
        if (given.isEmpty()) {
            return Optional.empty();
        }
        Optional<Double> min = settings.value(ExperimentSettings.LEAST, given.get(), inside);
        Optional<Double> max = settings.value(ExperimentSettings.MOST, given.get(), inside);
        if (given.get().isEmpty()) {
            settings.faults().add(node.origin(), inside, "must have a min, a max or both");
        } else if (min.isPresent() && max.isPresent() && min.get() > max.get()) {
            settings.faults()
                    .add(
                            node.origin(),
                            inside,
                            "must have a max of at least its min, %s, but it is %s"
                                    .formatted(written(min.get()), written(max.get())));
        }
        return Optional.of(new SweepSpec.Constraint(count, bound(min), bound(max)));
    }

    /** As people write it: without an exponent, and a whole number without a point. */
    private static String written(double bound) {
        return PlainValues.exact(bound).stripTrailingZeros().toPlainString();
    }

    private static OptionalDouble bound(Optional<Double> given) {
        return given.stream().mapToDouble(bound -> bound).findFirst();
    }

    private Optional<PruningSpec> pruning(SettingNode node, String inside) {
        Setting<PruningSpec.Kind> kind = ExperimentSettings.PRUNING_KIND;
        Setting<List<Integer>> rungs = ExperimentSettings.RUNGS;
        Optional<Map<String, SettingNode>> given = settings.entries(node, inside, List.of(kind.key(), rungs.key()));
        if (given.isEmpty()) {
            return Optional.empty();
        }
        Optional<Given> kindGiven = required(kind, given.get(), node, inside);
        Optional<Given> rungsGiven = required(rungs, given.get(), node, inside);
        if (rungsGiven.isEmpty()) {
            return Optional.empty();
        }
        List<Integer> epochs = rungs.kind().typed(rungsGiven.get().plain());
        for (int i = 1; i < epochs.size(); i++) {
            if (epochs.get(i) <= epochs.get(i - 1)) {
                settings.faults()
                        .add(
                                rungsGiven.get().where(),
                                rungsGiven.get().key(),
                                "must be ascending epochs, but %s comes after %s"
                                        .formatted(epochs.get(i), epochs.get(i - 1)));
                return Optional.empty();
            }
        }
        return kindGiven.map(read -> new PruningSpec(kind.kind().typed(read.plain()), epochs));
    }

    private Optional<Given> required(
            Setting<?> setting, Map<String, SettingNode> given, SettingNode part, String inside) {
        SettingNode node = given.get(setting.key());
        if (node == null) {
            if (!SettingReader.meant(setting.key(), given)) {
                settings.faults().add(part.origin(), inside + "." + setting.key(), SettingReader.missing(setting));
            }
            return Optional.empty();
        }
        return settings.plain(setting, node, inside + "." + setting.key(), "");
    }
}
