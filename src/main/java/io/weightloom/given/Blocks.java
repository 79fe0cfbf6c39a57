package io.weightloom.given;

import io.weightloom.spec.Activation;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.TargetSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The steps of a way as blocks: a layer with what is folded into it, its activation, and its pooling. Not thread-safe.
 */
final class Blocks {

    /** What is said of a node that a residual network does not have there. */
    static final String NOT_RESIDUAL =
            "is not at its place in a residual network; supported are those that target residual is: a 3x3 convolution,"
                    + " blocks of two 3x3 convolutions with an activation, or a norm and an activation, in front of each,"
                    + " beside their input or a 1x1 convolution of what is activated first; then the same activation, the"
                    + " mean over all pixels and a dense layer; biases are in convolutions without norms alone";

    private final List<Block> done = new ArrayList<>();
    private List<Integer> input = List.of();
    private Affine scaling = Affine.NONE;
    private Optional<Layer> layer = Optional.empty();
    private Affine behind = Affine.NONE; // the layer, before its activation
    private Affine before = Affine.NONE; // the next layer, behind an activation
    private Optional<Activation> activation = Optional.empty();
    private Optional<Step.Pool> pool = Optional.empty();
    private Optional<Flow> classes = Optional.empty();
    private String last = "";

    private Blocks() {}

    /**
     * A layer and what follows it.
     *
     * @param layer without {@code omega}
     * @param omega factor in front of a sine; 1 if there is none
     * @param activation none behind the last layer
     * @param pool of a convolution
     */
    record Block(Layer layer, double omega, Optional<Activation> activation, Optional<Step.Pool> pool) {}

    /**
     * All of a network.
     *
     * @param input extents of an example where the first layer takes it
     * @param scaling before the first layer
     * @param blocks at least one
     * @param output behind the last layer, of numbers to predict
     */
    record Found(List<Integer> input, Affine scaling, List<Block> blocks, Affine output) {

        /** Copies the lists. */
        Found {
            input = List.copyOf(input);
            blocks = List.copyOf(blocks);
        }

        /** What data are scaled by; empty if they are not. */
        Optional<DataSpec.Standardise> standardise() {
            return scaling.isNone() && output.isNone()
                    ? Optional.empty()
                    : Optional.of(new DataSpec.Standardise.By(
                            scaling.means(),
                            scaling.deviations(),
                            output.asFiled(output.shifts()),
                            output.asFiled(output.factors())));
        }
    }

    /** @throws GivenException naming the node that does not fit */
    static Found of(Flow end) {
        return of(end.steps());
    }

    /** Of steps that follow each other. */
    static Found of(List<Flow> steps) {
        Blocks blocks = new Blocks();
        steps.forEach(blocks::take);
        return blocks.found();
    }

    private void take(Flow flow) {
        Step step = flow.step();
        if (classes.isPresent() && !(step instanceof Step.BothClasses) && !(step instanceof Step.Shape)) {
            throw fault(
                    flow,
                    "comes behind %s, with which a network ends"
                            .formatted(classes.get().node()));
        }
        if (step instanceof Step.Dense dense) {
            begin(flow, Layer.of(flow, dense));
        } else if (step instanceof Step.Sum || step instanceof Step.Mean) {
            throw fault(flow, NOT_RESIDUAL);
        } else if (step instanceof Step.Convolution convolution) {
            if (convolution.stride() != 1) {
                throw fault(
                        flow,
                        "has strides [2, 2]; supported are convolutions that keep height and width: strides of 1, but for those of residual networks");
            }
            begin(flow, Layer.of(flow, convolution));
        } else if (Affine.isOne(step)) {
            scale(flow);
        } else if (step instanceof Step.Activate activate) {
            activate(flow, activate.activation());
        } else if (step instanceof Step.Pool pooling) {
            pool(flow, pooling);
        } else if (step instanceof Step.Softmax || step instanceof Step.BothClasses) {
            classes = Optional.of(flow);
        } else if (step instanceof Step.Erf || step instanceof Step.TwiceGelu) {
            throw fault(flow, "is not part of gelu, 0.5 x (1 + Erf(x / sqrt(2)))");
        }
        if (layer.isEmpty()) {
            input = flow.shape();
        }
        last = flow.node();
    }

    private void begin(Flow flow, Layer next) {
        if (layer.isPresent() && activation.isEmpty()) {
            throw fault(
                    flow,
                    "follows %s with no activation between; supported are layers with one"
                            .formatted(layer.get().node()));
        }
        close();
        layer = Optional.of(before.isNone() ? next : next.behind(before));
        before = Affine.NONE;
    }

    private void scale(Flow flow) {
        if (layer.isEmpty()) {
            scaling = scaling.then(flow);
        } else if (activation.isEmpty() && pool.isEmpty()) {
            if (behind.isNone() && flow.step() instanceof Step.Plus) {
                layer = layer.map(biased -> biased.then(Affine.NONE.then(flow)));
            } else {
                behind = behind.then(flow);
            }
        } else {
            before = before.then(flow);
        }
    }

    private void activate(Flow flow, Activation next) {
        if (layer.isEmpty() || activation.isPresent() || !before.isNone()) {
            throw fault(flow, "must come right behind a layer; supported is one activation for each");
        }
        activation = Optional.of(next);
        if (pool.isPresent() && !commutes(next)) {
            throw fault(flow, "comes behind pooling; supported is pooling behind the activation");
        }
    }

    /** Whether the largest of some numbers is the same before and behind it. */
    private boolean commutes(Activation next) {
        return pool.orElseThrow().pooling() == TargetSpec.Pooling.MAX
                && (next == Activation.RELU || next == Activation.TANH || next == Activation.SIGMOID);
    }

    private void pool(Flow flow, Step.Pool next) {
        if (layer.isEmpty() || pool.isPresent() || !before.isNone()) {
            throw fault(flow, "must come right behind a convolution's activation; supported is one pooling for each");
        }
        pool = Optional.of(next);
    }

    /** Ends the block that is under way. */
    private void close() {
        if (layer.isEmpty()) {
            return;
        }
        boolean omega = activation.equals(Optional.of(Activation.SINE))
                && behind.factors().length == 1
                && behind.factor(0) > 0
                && !behind.isShifting();
        Layer whole = omega || behind.isNone() ? layer.get() : layer.get().then(behind);
        done.add(new Block(whole, omega ? behind.factor(0) : 1, activation, pool));
        layer = Optional.empty();
        behind = Affine.NONE;
        activation = Optional.empty();
        pool = Optional.empty();
    }

    private Found found() {
        Layer end = layer.orElseThrow(() -> new GivenException("it has no layer with weights"));
        if (pool.isPresent() || !before.isNone() || end.isConvolution()) {
            throw new GivenException(last + " must not be the end; supported are networks that end with a dense layer");
        }
        Affine output = Affine.NONE;
        if (activation.equals(Optional.of(Activation.SIGMOID)) && end.out() == 1) {
            layer = Optional.of((behind.isNone() ? end : end.then(behind)).ofTwoClasses());
            behind = Affine.NONE;
            activation = Optional.empty();
        } else if (activation.isPresent()) {
            throw new GivenException(
                    "%s must not be the end; supported are a layer without activation, Softmax, and Sigmoid of one output"
                            .formatted(last));
        } else if (classes.isEmpty() && behind.isIncreasing()) {
            output = behind;
            behind = Affine.NONE;
        }
        close();
        return new Found(input, scaling, done, output);
    }

    private static GivenException fault(Flow flow, String what) {
        return new GivenException("%s %s".formatted(flow.node(), what));
    }
}
