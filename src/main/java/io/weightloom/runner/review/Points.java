package io.weightloom.runner.review;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * The points of a run. Seeds that have not ended yet are left out of the means. Whether a point is on the front is said
 * by {@link Front}. Immutable.
 */
final class Points {

    /** Of a run without trials. */
    static final Points NONE = new Points(Map.of());

    /** Worst first. */
    private static final List<String> OUTCOMES = List.of("failed", "rejected", "diverged", "halted", "completed");

    /** By what their trials have in common, in the order of their first trials. */
    private final Map<Key, Entry> entries;

    /**
     * What the trials of one point have in common. Controls of one kind whose swept parameters are the same may still
     * differ in size.
     *
     * @param parameters the swept parameters without the seed
     */
    record Key(String role, Map<String, String> parameters, long trainable) {

        static Key of(TrialSummary trial) {
            return new Key(
                    trial.role(), trial.parametersOfPoint(), trial.ledger().trainable());
        }
    }

    /** A trial of a point. */
    record Member(Key key, TrialSummary trial) {

        static Member of(TrialSummary trial) {
            return new Member(Key.of(trial), trial);
        }

        /** The same trial, of which something else has become known. */
        @SuppressWarnings("ReferenceEquality") // the same if nothing has
        Member with(TrialSummary other) {
            return other == trial ? this : new Member(key, other);
        }
    }

    private record Entry(List<TrialSummary> trials, PointReview point, Optional<Front.Entrant> entrant) {

        static Entry of(Key key, List<TrialSummary> trials) {
            PointReview point = Points.review(key, trials);
            return new Entry(trials, point, Front.entrant(point, trials));
        }

        @SuppressWarnings(
                "ReferenceEquality") // what is equal is the same object, where it is made from what was before
        private boolean isOf(List<TrialSummary> others) {
            if (trials.size() != others.size()) {
                return false;
            }
            for (int i = 0; i < others.size(); i++) {
                if (trials.get(i) != others.get(i)) {
                    return false;
                }
            }
            return true;
        }

        Entry at(Map<PointReview.Axis, PointReview.Place> places) {
            return places.equals(point.fronts()) ? this : new Entry(trials, point.at(places), entrant);
        }
    }

    private Points(Map<Key, Entry> entries) {
        this.entries = entries;
    }

    /** The points of these trials, in the order of their first trials, with those on the front and the tied marked. */
    static Points of(List<TrialSummary> trials) {
        return NONE.next(trials.stream().map(Member::of).toList());
    }

    /** The same of a run that has come further; only what has changed is computed, which is told by identity. */
    Points next(List<Member> trials) {
        Map<Key, List<TrialSummary>> groups = new LinkedHashMap<>();
        trials.forEach(trial ->
                groups.computeIfAbsent(trial.key, key -> new ArrayList<>()).add(trial.trial));
        Map<Key, Entry> next = new LinkedHashMap<>();
        groups.forEach((key, group) -> {
            Entry before = entries.get(key);
            next.put(key, before != null && before.isOf(group) ? before : Entry.of(key, group));
        });
        List<Front.Entrant> entrants =
                next.values().stream().flatMap(entry -> entry.entrant.stream()).toList();
        Map<PointReview.Axis, IdentityHashMap<Front.Entrant, PointReview.Place>> fronts =
                new EnumMap<>(PointReview.Axis.class);
        for (PointReview.Axis axis : PointReview.Axis.values()) {
            fronts.put(axis, Front.places(entrants, axis));
        }
        next.replaceAll((key, entry) -> entry.at(places(entry, fronts)));
        return new Points(next);
    }

    private static Map<PointReview.Axis, PointReview.Place> places(
            Entry entry, Map<PointReview.Axis, IdentityHashMap<Front.Entrant, PointReview.Place>> fronts) {
        Map<PointReview.Axis, PointReview.Place> places = new EnumMap<>(PointReview.Axis.class);
        entry.entrant.ifPresent(entrant -> fronts.forEach((axis, front) -> {
            PointReview.Place place = front.get(entrant);
            if (place != null) {
                places.put(axis, place);
            }
        }));
        return places;
    }

    /** All of them. */
    List<PointReview> all() {
        return entries.values().stream().map(Entry::point).toList();
    }

    /** As they stand in the run. */
    List<PointSummary> summaries() {
        return entries.values().stream().map(entry -> entry.point.summary()).toList();
    }

    /**
     * The one with this key.
     *
     * @throws NullPointerException if there is none
     */
    PointReview at(Key key) {
        return Objects.requireNonNull(entries.get(key)).point;
    }

    private static PointReview review(Key key, List<TrialSummary> trials) {
        List<TrialSummary> completed =
                trials.stream().filter(TrialSummary::completed).toList();
        List<@Nullable Double> validation =
                completed.stream().map(TrialSummary::validationScore).toList();
        List<@Nullable Double> test =
                completed.stream().map(TrialSummary::testScore).toList();
        List<@Nullable Double> differences =
                completed.stream().map(TrialSummary::difference).toList();
        boolean whole = trials.stream().allMatch(trial -> trial.outcome() != null);
        boolean counts = whole && completed.size() == trials.size();
        MeanInterval ofValidation = counts ? interval(validation) : null;
        MeanInterval ofTest = counts ? interval(test) : null;
        MeanInterval ofDifferences = counts ? interval(differences) : null;
        PointSummary summary = new PointSummary(
                key.role(),
                key.parameters(),
                trials.stream().map(TrialSummary::number).toList(),
                completed.size(),
                key.trainable(),
                trials.get(0).ledger().compressionRatio(),
                mean(validation),
                deviation(validation),
                mean(test),
                deviation(test),
                mean(differences),
                false,
                false);
        return new PointReview(
                trials.get(0).number(),
                summary,
                whole,
                OUTCOMES.stream()
                        .filter(word -> trials.stream().anyMatch(trial -> word.equals(trial.outcome())))
                        .findFirst()
                        .orElse(null),
                trials.get(0).ledger(),
                ofValidation,
                ofTest,
                ofDifferences,
                missing(
                        whole,
                        counts,
                        trials.size(),
                        isThere(summary.validationScore(), ofValidation)
                                && isThere(summary.testScore(), ofTest)
                                && isThere(summary.difference(), ofDifferences)),
                Map.of());
    }

    /** Whether there is an interval where there is a mean. */
    private static boolean isThere(@Nullable Double mean, @Nullable MeanInterval interval) {
        return mean == null || interval != null;
    }

    private static MeanInterval.@Nullable Missing missing(
            boolean whole, boolean completed, int seeds, boolean areThere) {
        if (!whole) {
            return MeanInterval.Missing.NOT_ENDED;
        } else if (!completed) {
            return MeanInterval.Missing.NOT_COMPLETED;
        } else if (seeds == 1) {
            return MeanInterval.Missing.ONE_SEED;
        }
        return areThere ? null : MeanInterval.Missing.IDENTICAL;
    }

    private static @Nullable MeanInterval interval(List<@Nullable Double> values) {
        return mean(values) == null
                ? null
                : MeanInterval.of(numbers(values).toArray()).orElse(null);
    }

    /** Their mean; null if there are none, or if one is missing. */
    static @Nullable Double mean(List<@Nullable Double> values) {
        if (values.stream().anyMatch(Objects::isNull)) {
            return null;
        }
        OptionalDouble mean = numbers(values).average();
        return mean.isPresent() ? mean.getAsDouble() : null;
    }

    /** Their sample standard deviation; null if there are fewer than two, or if one is missing. */
    static @Nullable Double deviation(List<@Nullable Double> values) {
        Double mean = mean(values);
        if (mean == null || values.size() < 2) {
            return null;
        }
        double squares =
                numbers(values).map(value -> value - mean).map(d -> d * d).sum();
        return Math.sqrt(squares / (values.size() - 1));
    }

    private static DoubleStream numbers(List<@Nullable Double> values) {
        return values.stream().filter(Objects::nonNull).mapToDouble(Double::doubleValue);
    }
}
