package io.weightloom.runner.run;

import io.weightloom.network.NetworkSizes;
import io.weightloom.runner.store.Trial;
import io.weightloom.runner.store.TriedTrial;
import io.weightloom.search.Controls;
import io.weightloom.search.Hypervolume;
import io.weightloom.search.Pruner;
import io.weightloom.spec.Control;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.PlainValues;
import io.weightloom.spec.Sizer;
import io.weightloom.spec.Sizes;
import io.weightloom.spec.SweepSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.settings.Binding;
import io.weightloom.spec.settings.Canonical;
import io.weightloom.spec.settings.TrialSettings;
import io.weightloom.text.Decimals;
import io.weightloom.text.KebabCase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What people are told of the trials that were planned, and of how they ended: sentences. */
final class RoundRemarks {

    private static final Sizes SIZES = new NetworkSizes();

    private RoundRemarks() {}

    /**
     * What is not plain to see of the first round of hypernetworks.
     *
     * @param planned how many they are; none if there is no round
     * @param infeasible how many points were passed over
     */
    static List<String> onHypernetworks(ExperimentSpec experiment, int planned, int infeasible) {
        return planned == 0
                ? List.of()
                : Stream.concat(
                                same(experiment, planned, infeasible).stream(),
                                experiment.solved().keySet().stream().map(point -> solved(experiment, point)))
                        .distinct()
                        .toList();
    }

    /** How many paused trials go on, and how many have ended, if any were decided upon. */
    static List<String> onDecisions(List<Pruner.Decision> decisions) {
        long on = decisions.stream().filter(Pruner.GoesOn.class::isInstance).count();
        long halted = decisions.stream().filter(Pruner.Halts.class::isInstance).count();
        return on + halted == 0
                ? List.of()
                : List.of("paused trials: to go on %s, halted %s, waiting %s"
                        .formatted(
                                Decimals.whole(on),
                                Decimals.whole(halted),
                                Decimals.whole(decisions.size() - on - halted)));
    }

    /** How many points the search passed over on its way to this round, and why. */
    static List<String> onInfeasible(SortedMap<String, Integer> infeasible) {
        return infeasible.entrySet().stream()
                .map(reason -> "%s not trained: %s"
                        .formatted(
                                reason.getValue() == 1
                                        ? "1 point is"
                                        : Decimals.whole(reason.getValue()) + " points are",
                                reason.getKey()))
                .toList();
    }

    /**
     * How good the front of validation score against numbers trained is: the share of the area between the best that
     * can be imagined, a score of 1 for nothing, and a reference point, which stays where it is from the first round
     * on: a score of 0 for as many numbers as the target network has or, if that is more, any of that round trains.
     */
    static List<String> onFront(Collection<TriedTrial> tried) {
        if (tried.isEmpty()) {
            return List.of();
        }
        long most = tried.stream()
                .filter(trial -> trial.round() == 1)
                .mapToLong(trial -> Math.max(trial.theta(), trial.trainable()))
                .max()
                .orElse(tried.iterator().next().theta());
        List<List<Double>> points = tried.stream()
                .filter(trial -> trial.validationScore().isPresent())
                .map(trial -> List.of(-trial.validationScore().getAsDouble(), (double) trial.trainable()))
                .toList();
        return List.of(
                "hypervolume of the front %s (1 is a score of 1 for nothing; reference point: score 0, %s numbers"
                                .formatted(
                                        Decimals.fixed(4, new Hypervolume(0, most).of(points) / most),
                                        Decimals.whole(most))
                        + " trained)");
    }

    /** That points of a grid come to the same trials, if some do, where all of it is one round. */
    private static Optional<String> same(ExperimentSpec experiment, int planned, int infeasible) {
        SweepSpec sweep = experiment.sweep();
        if (sweep.pointsPerRound() < Integer.MAX_VALUE || sweep.maxTrials().isPresent()) {
            return Optional.empty();
        }
        long asked = (sweep.grid().count() - infeasible) * sweep.repeats();
        return asked == planned
                ? Optional.empty()
                : Optional.of("%s of the sweep's %s trials are the same as others, because what is swept does not count"
                                .formatted(Decimals.whole(asked - planned), Decimals.whole(asked))
                        + " in all of them; each is trained once");
    }

    /** Which size a ratio came to at a point of the sweep, and by how much that misses. */
    private static String solved(ExperimentSpec experiment, Map<String, Object> point) {
        Sizer.Sized sized = Objects.requireNonNull(experiment.solved().get(point));
        Map<String, Object> settings =
                TrialSettings.of(Binding.trial(experiment, point, 0)).values();
        return "%s %s with generator %s is %s: ratio %s (%s %%), %s numbers trained"
                .formatted(
                        Sizer.TARGET_RATIO,
                        PlainValues.text(sized.wanted()),
                        settings.get("hypernet.generator"),
                        sized.size(),
                        Decimals.fixed(2, sized.ratio()),
                        Decimals.signed(1, 100 * sized.miss()),
                        Decimals.whole(sized.trainable()));
    }

    /** Which networks were chosen to match hypernetworks, and by how much they miss. */
    static List<String> onControls(Control.Size size, List<PlannedTrial> planned, List<Trial> hypernetworks) {
        List<TrialSpec> twins = planned.stream()
                .filter(twin ->
                        twin.trial().control().filter(Control.MATCHED::equals).isPresent())
                .map(PlannedTrial::spec)
                .toList();
        if (twins.isEmpty()) {
            return List.of();
        }
        Map<TrialSpec, List<TrialSpec>> matched = new HashMap<>();
        hypernetworks.stream()
                .map(trial -> Canonical.trial(trial.spec()))
                .forEach(trial -> new Controls(SIZES, size)
                        .twin(Control.MATCHED, trial)
                        .ifPresent(twin -> matched.computeIfAbsent(twin, first -> new ArrayList<>())
                                .add(trial)));
        return twins.stream()
                .map(twin -> matched(size, twin, matched.getOrDefault(twin, List.of())))
                .distinct()
                .toList();
    }

    /** @param matched the hypernetworks whose twin it is, at least one */
    private static String matched(Control.Size size, TrialSpec twin, List<TrialSpec> matched) {
        ToLongFunction<TrialSpec> measure = size == Control.Size.BYTES ? SIZES::bytes : SIZES::trainable;
        long own = measure.applyAsLong(twin);
        Map<String, Object> before = TrialSettings.of(matched.get(0)).values();
        String changed = TrialSettings.of(twin).values().entrySet().stream()
                .filter(setting -> !setting.getValue().equals(before.get(setting.getKey())))
                .map(setting -> " with %s %s".formatted(setting.getKey(), PlainValues.text(setting.getValue())))
                .collect(Collectors.joining());
        String wanted = matched.stream()
                .map(measure::applyAsLong)
                .distinct()
                .map(other -> "%s (%s %%)"
                        .formatted(Decimals.whole(other), Decimals.signed(1, 100.0 * (own - other) / other)))
                .collect(Collectors.joining(", "));
        return "the matched network%s has %s %s, the hypernetwork %s"
                .formatted(changed, Decimals.whole(own), KebabCase.of(size), wanted);
    }

    /** How trials have ended, such as "2 completed, 1 diverged". */
    static String outcomes(SortedMap<String, Long> outcomes) {
        return outcomes.entrySet().stream()
                .map(outcome -> outcome.getValue() + " " + outcome.getKey())
                .collect(Collectors.joining(", "));
    }
}
