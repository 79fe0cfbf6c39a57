package io.weightloom.network;

import io.weightloom.layout.ExampleShape;
import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import io.weightloom.network.generator.Condition;
import io.weightloom.network.generator.TileGenerator;
import io.weightloom.network.target.DynamicTarget;
import io.weightloom.network.target.TargetNetwork;
import io.weightloom.network.target.Targets;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.HypernetSpec.Norm;
import io.weightloom.spec.PlainValues;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.fault.Misfit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a hypernetwork can serve a target, and its batches suffice, told before anything is built. */
public final class Suitability {

    /** Numbers that all matrices which are made whole at each step may be made of: 40 MB, four times with Adam. */
    private static final long MOST_WHOLE = 10_000_000;

    private final HypernetSpec spec;
    private final TargetNetwork target;
    private final List<Misfit> misfits = new ArrayList<>();

    private Suitability(HypernetSpec spec, TargetNetwork target) {
        this.spec = spec;
        this.target = target;
    }

    /** All that does not fit; of a plain network, what its target does not get enough of. */
    public static List<Misfit> misfits(TrialSpec trial) {
        List<Misfit> misfits = new ArrayList<>();
        if (trial.weights() instanceof HypernetSpec hypernet) {
            misfits.addAll(misfits(trial.target(), hypernet));
        }
        statistics(trial).ifPresent(misfits::add);
        if (trial.training().generatedDecay() > 0
                && trial.weights() instanceof HypernetSpec hypernet
                && hypernet.condition() instanceof ConditionSpec.Recurrent
                && hypernet.generator() instanceof GeneratorSpec.Full) {
            misfits.add(new Misfit(
                    "training.generated-decay",
                    "must be 0 where hypernet.condition is recurrent and hypernet.generator full: weights are others for each example at each step, and none are there to decay, but is "
                            + PlainValues.text(trial.training().generatedDecay())));
        }
        if (trial.training().order().sequential()
                && trial.weights() instanceof HypernetSpec hypernet
                && hypernet.bits() < Float.SIZE) {
            misfits.add(new Misfit(
                    "hypernet.bits",
                    "must be 32 where training.order is sequential, whose regulariser is about numbers that are not rounded, but is "
                            + hypernet.bits()));
        }
        return misfits;
    }

    /** A mean and a variance of a single number leave nothing of it. */
    private static Optional<Misfit> statistics(TrialSpec trial) {
        TrainingSpec training = trial.training();
        boolean ofTasks = trial.weights() instanceof HypernetSpec hypernet
                && Condition.of(hypernet.condition(), 1).ofTasks();
        int examples = training.batchSize() * (ofTasks ? 1 : training.tasksPerStep());
        return Targets.of(trial.target())
                .smallestNormed()
                .filter(map -> map.places() * examples == 1)
                .map(map -> new Misfit(
                        "training.batch-size",
                        "must be at least 2 where target.norm is not none and pictures are 1 x 1 at the last norm, because its mean and variance%s would be of one number and leave nothing of it, but is 1"
                                .formatted(ofTasks && training.tasksPerStep() > 1 ? " of each task" : "")));
    }

    static List<Misfit> misfits(TargetSpec target, HypernetSpec hypernet) {
        Suitability suitability = new Suitability(hypernet, Targets.of(target));
        suitability.check();
        return List.copyOf(suitability.misfits);
    }

    private void check() {
        if (spec.condition() instanceof ConditionSpec.Recurrent) {
            checkRecurrent();
            return;
        } else if (target.input() instanceof ExampleShape.Sequence
                && Condition.of(spec.condition(), 1).ofTasks()) {
            add(
                    "condition",
                    "must not be that of several tasks where target.kind is recurrent: it has one set of weights");
            return;
        }
        Layout all = target.layout();
        for (String word : spec.shared()) {
            if (all.slots().stream().noneMatch(slot -> SharedTensors.means(word, slot, target))) {
                add(
                        "shared",
                        "must name tensors of the target, which has %s, but '%s' is none of them"
                                .formatted(names(all.slots()), word));
            }
        }
        Set<String> shared = SharedTensors.of(spec.shared(), target);
        List<Slot> generated = all.slots().stream()
                .filter(slot -> !shared.contains(slot.name()))
                .toList();
        if (generated.isEmpty()) {
            add("shared", "must leave something to generate, but all of %s are shared".formatted(names(all.slots())));
        } else if (spec.generator() instanceof GeneratorSpec.LowRank low) {
            checkRank(low.rank(), generated);
        } else if (spec.generator() instanceof GeneratorSpec.Svd svd) {
            checkRank(svd.rank(), generated);
        } else if (spec.generator() instanceof GeneratorSpec.Tile tile) {
            checkTiles(tile, generated);
        }
        if (spec.condition() instanceof ConditionSpec.None
                && !(spec.generator() instanceof GeneratorSpec.Coordinates)) {
            add("condition", "must not be none: only the generator coordinates has inputs beside z");
        }
        checkNorm();
    }

    /** What is scaled at each step are all of an LSTM's weights, trained ones. */
    private void checkRecurrent() {
        Optional<DynamicTarget> anew = DynamicTarget.of(target, spec);
        if (anew.isEmpty()) {
            add("condition", "must not be recurrent: only a target of kind lstm can have other weights at each step");
        }
        if (spec.generator() instanceof GeneratorSpec.Full) {
            anew.ifPresent(this::checkWhole);
        } else if (!(spec.generator() instanceof GeneratorSpec.RowScaling)) {
            add(
                    "generator",
                    "must be row-scaling or full where hypernet.condition is recurrent: it scales trained weights at each step, or makes each of them of z");
        }
        if (!spec.shared().isEmpty()) {
            add("shared", "must be [] where hypernet.condition is recurrent: all weights are trained directly already");
        }
        if (spec.residual() != HypernetSpec.ResidualWeights.NONE) {
            add("residual", "must be none where hypernet.condition is recurrent: weights are trained directly already");
        }
        if (spec.norm() != Norm.NONE) {
            add("norm", "must be none where hypernet.condition is recurrent; hypernet.condition-norm is its cell's");
        }
    }

    /** Each weight of a matrix is made of as many numbers as z has. */
    private void checkWhole(DynamicTarget anew) {
        long weights = target.layout().slots().stream()
                .filter(slot -> !anew.owns(slot))
                .mapToLong(slot -> slot.shape().length())
                .sum();
        int zDim = spec.condition().zDim();
        if (weights > MOST_WHOLE / zDim) {
            add(
                    "generator",
                    "must be row-scaling for so large a cell: full would make each of the %s weights of its matrices of the %s numbers of z, %s numbers, and at most %s are made; or hypernet.z-dim or target.units must be smaller"
                            .formatted(weights, zDim, weights * zDim, MOST_WHOLE));
        }
    }

    private void checkRank(int rank, List<Slot> generated) {
        for (Slot slot : generated) {
            long most = Math.min(slot.rows(), slot.columns());
            if (slot.isMatrix() && rank > most) {
                add(
                        "rank",
                        "must be at most %s for %s, a matrix of %s x %s, but is %s"
                                .formatted(most, slot.name(), slot.rows(), slot.columns(), rank));
            }
        }
    }

    private void checkTiles(GeneratorSpec.Tile tile, List<Slot> generated) {
        List<Slot> others = generated.stream()
                .filter(slot -> !TileGenerator.serves(tile, slot))
                .toList();
        if (!others.isEmpty()) {
            String shapes = others.stream()
                    .map(slot -> "%s (%s)".formatted(slot.name(), slot.shape()))
                    .collect(Collectors.joining(", "));
            add(
                    "tile",
                    "of %s x %s do not divide %s; other tiles may, or hypernet.shared: [%s] trains them directly"
                            .formatted(tile.inputs(), tile.outputs(), shapes, names(others)));
        } else if (spec.condition() instanceof ConditionSpec.Descriptor) {
            long tiles = generated.stream()
                    .mapToLong(slot -> TileGenerator.tiles(tile, slot))
                    .sum();
            if (tiles > 1) {
                add(
                        "condition",
                        "must not be descriptor: a task is described once, so that all its %s tiles would be the same; use per-task"
                                .formatted(tiles));
            }
        }
    }

    private void checkNorm() {
        if (spec.norm() != Norm.NONE && spec.hidden().isEmpty()) {
            add("norm", "needs hidden layers, but hypernet.hidden is []");
        } else if (spec.norm() != Norm.NONE && spec.hidden().contains(1)) {
            add(
                    "norm",
                    "needs hidden layers of at least 2 units: of 1 it leaves nothing but a sign, but hypernet.hidden is "
                            + spec.hidden());
        } else if (spec.norm() == Norm.SPECTRAL && spec.condition().zDim() == 1) {
            add("norm", "must not be spectral where hypernet.z-dim is 1: it leaves a direction only");
        }
    }

    private static String names(List<Slot> slots) {
        return slots.stream().map(Slot::name).collect(Collectors.joining(", "));
    }

    private void add(String setting, String message) {
        misfits.add(new Misfit("hypernet." + setting, message));
    }
}
