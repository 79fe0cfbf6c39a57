package io.weightloom.search;

import io.weightloom.spec.Control;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.PlainValues;
import io.weightloom.spec.Settings;
import io.weightloom.spec.Sizes;
import io.weightloom.spec.SweepSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.fault.Misfit;
import io.weightloom.spec.settings.Binding;
import io.weightloom.spec.settings.KnownParts;
import io.weightloom.spec.settings.Solving;
import io.weightloom.text.KebabCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether the trials of a point can be trained: they go through the checks that a trial written by hand gets, and meet
 * the constraints of the sweep. The points of a grid got those checks when the grid was read, as faults. Keeps the
 * first trials of the points whose meaning it was asked for, and so of none that cannot be trained. Not thread-safe.
 */
public final class Trainability implements Feasibility {

    private final ExperimentSpec experiment;
    private final Sizes sizes;
    private final Solving solving;
    private final Map<Map<String, Object>, TrialSpec> trials = new HashMap<>();
    private @Nullable Bound last;

    /** A point's first trial. */
    private record Bound(Map<String, Object> point, TrialSpec trial) {}

    /** @param sizes counts networks */
    public Trainability(ExperimentSpec experiment, Sizes sizes) {
        this.experiment = experiment;
        this.sizes = sizes;
        this.solving = new Solving(experiment.lookups().sizer());
    }

    @Override
    public Optional<String> objection(Map<String, Object> point) {
        if (experiment.sweep().search() == SweepSpec.Strategy.GRID) {
            return experiment.sweep().constraints().isEmpty() ? Optional.empty() : beyondGrid(point);
        }
        Optional<Settings> settings = Binding.settings(experiment, point);
        if (settings.isEmpty()) {
            return Optional.of("its data cannot be used");
        }
        return misfits(experiment.settings().with(point), settings.get()).stream()
                .findFirst()
                .map(misfit -> misfit.setting() + " " + misfit.message())
                .or(() -> trained(trial(point)));
    }

    /** Its first trial. */
    @Override
    public Object meaning(Map<String, Object> point) {
        return trials.computeIfAbsent(point, this::bound);
    }

    /** The trials of a point: its repeats, which differ in nothing but their seeds. */
    public List<TrialSpec> trials(Map<String, Object> point) {
        TrialSpec first = trial(point);
        return LongStream.range(0, experiment.sweep().repeats())
                .mapToObj(repeat -> first.withSeed(first.seed() + repeat))
                .toList();
    }

    /** The same with what is swept. */
    public List<Proposal> proposals(Map<String, Object> point) {
        int repeats = experiment.sweep().repeats();
        return trials(point).stream()
                .map(trial -> Proposal.of(trial, point, repeats))
                .toList();
    }

    private TrialSpec trial(Map<String, Object> point) {
        TrialSpec known = trials.get(point);
        return known == null ? bound(point) : known;
    }

    /** Whoever asks what is against a point asks next what it comes to, if nothing is. */
    private TrialSpec bound(Map<String, Object> point) {
        Bound latest = last;
        if (latest == null || !latest.point.equals(point)) {
            latest = new Bound(point, Binding.trial(experiment, point, 0));
            last = latest;
        }
        return latest.trial;
    }

    private Optional<String> beyondGrid(Map<String, Object> point) {
        boolean known = Binding.settings(experiment, point).isPresent();
        TrialSpec trial = trial(point);
        return known && sizes.misfits(trial).isEmpty() ? broken(trial) : Optional.empty();
    }

    private List<Misfit> misfits(Settings asked, Settings settings) {
        List<Misfit> misfits = new ArrayList<>(KnownParts.missing(asked));
        misfits.addAll(KnownParts.of(settings, experiment.controls()).misfits());
        if (misfits.isEmpty()) {
            solving.solve(settings, (path, message) -> misfits.add(new Misfit(path, message)));
        }
        return misfits;
    }

    private Optional<String> trained(TrialSpec trial) {
        return sizes.misfits(trial).stream()
                .map(misfit -> misfit.setting() + " " + misfit.message())
                .findFirst()
                .or(() -> broken(trial))
                .or(() -> experiment.controls().stream()
                        .flatMap(control -> uncontrolled(control, trial).stream())
                        .findFirst());
    }

    private Optional<String> uncontrolled(Control control, TrialSpec trial) {
        return new Controls(sizes, experiment.controlSize())
                .fault(control, trial)
                .map(fault -> "control %s %s".formatted(KebabCase.of(control), fault));
    }

    /** The constraint that a trial does not meet, in words that do not depend on the trial. */
    private Optional<String> broken(TrialSpec trial) {
        return experiment.sweep().constraints().stream()
                .flatMap(constraint -> broken(constraint, sizes.count(constraint.count(), trial)))
                .findFirst();
    }

    private static Stream<String> broken(SweepSpec.Constraint constraint, double count) {
        String name = KebabCase.of(constraint.count());
        if (count < constraint.min().orElse(Double.NEGATIVE_INFINITY)) {
            return Stream.of(name + " below " + text(constraint.min().getAsDouble()));
        } else if (count > constraint.max().orElse(Double.POSITIVE_INFINITY)) {
            return Stream.of(name + " above " + text(constraint.max().getAsDouble()));
        }
        return Stream.empty();
    }

    private static String text(double bound) {
        return PlainValues.exact(bound).stripTrailingZeros().toPlainString();
    }
}
