package io.weightloom.network.target;

import io.weightloom.layout.ExampleShape;
import io.weightloom.layout.Layout;
import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import io.weightloom.network.graph.Names;
import io.weightloom.spec.Activation;
import io.weightloom.spec.TargetSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A wide residual network: {@code h = shortcut + w2 * a(w1 * a(h))} for each block, {@code a} a norm and an activation,
 * behind a first convolution {@code stem/w} and in front of {@code a}, the mean over all pixels and {@code dense/w}.
 * The shortcut is {@code h} itself, or, where width or stride change, {@code skip * a(h)} with a 1x1 kernel.
 * Convolutions put zeros around; without norms they have biases, but for the shortcut.
 *
 * <p>Source: Zagoruyko, Komodakis 2016, arXiv 1605.07146, section 2 and figure 1 (b), without dropout.
 */
record ResidualTarget(TargetSpec.Residual spec) implements TargetNetwork {

    private static final String DENSE_WEIGHT = "dense/w";
    private static final String DENSE_BIAS = "dense/b";

    /**
     * One convolution.
     *
     * @param number of the layer, from 1
     * @param weight name of the slot of its kernel
     * @param bias name of the slot of its biases; none if it has none
     * @param in what it takes
     * @param convolution the kernel
     * @param stride at least 1
     */
    private record Convolved(
            int number,
            String weight,
            Optional<String> bias,
            FeatureMap in,
            TargetSpec.Convolution convolution,
            int stride) {

        Layout after(Layout layout) {
            Layout with = Convolve.with(layout, weight, in, convolution);
            return bias.isEmpty()
                    ? with
                    : with.with(
                            bias.get(),
                            Shape.of(convolution.channels()),
                            Convolve.fanIn(in, convolution),
                            Convolve.fanOut(convolution),
                            Slot.Role.BIAS);
        }

        SDVariable of(WeightSets sets, SDVariable h, Function<String, SDVariable> weights) {
            return sets.convolution(
                    Names.preActivation(number), h, weights.apply(weight), bias.map(weights), in, convolution, stride);
        }

        FeatureMap out() {
            return in.convolved(convolution.channels(), stride);
        }
    }

    /**
     * One block.
     *
     * @param name of the block
     * @param first convolution
     * @param second convolution
     * @param skip the shortcut; none if it is the block's input itself
     */
    private record Block(String name, Convolved first, Convolved second, Optional<Convolved> skip) {

        List<Convolved> convolutions() {
            List<Convolved> all = new ArrayList<>(List.of(first, second));
            skip.ifPresent(all::add);
            return all;
        }
    }

    @Override
    public Layout layout() {
        Layout layout = stem().after(Layout.empty());
        for (Block block : blocks()) {
            layout = normed(norm(block, block.first()), layout);
            layout = block.first().after(layout);
            layout = normed(norm(block, block.second()), layout);
            layout = block.second().after(layout);
            if (block.skip().isPresent()) {
                layout = block.skip().get().after(layout);
            }
        }
        layout = normed(lastNorm(), layout);
        long in = last().channels();
        return layout.with(DENSE_WEIGHT, Shape.of(in, spec.outputs()), in, spec.outputs(), Slot.Role.WEIGHT)
                .with(DENSE_BIAS, Shape.of(spec.outputs()), in, spec.outputs(), Slot.Role.BIAS);
    }

    @Override
    public ExampleShape input() {
        return FeatureMap.of(spec.picture()).example();
    }

    @Override
    public ExampleShape output() {
        return new ExampleShape.Vector(spec.outputs());
    }

    @Override
    public List<Layer> layers() {
        List<Convolved> all = new ArrayList<>(List.of(stem()));
        blocks().forEach(block -> all.addAll(block.convolutions()));
        List<Layer> layers = new ArrayList<>();
        for (Convolved convolved : all) {
            layers.add(Convolve.layer(
                    convolved.weight(),
                    convolved.bias(),
                    Names.preActivation(convolved.number()),
                    convolved.in(),
                    convolved.convolution(),
                    convolved.stride(),
                    signal(convolved, convolved.number() == all.size())));
        }
        layers.add(
                Layer.dense(DENSE_WEIGHT, DENSE_BIAS, Names.OUTPUT, spec.outputs(), Signal.before(Optional.empty())));
        return layers;
    }

    @Override
    public List<String> statistics() {
        List<String> statistics = new ArrayList<>();
        for (Block block : blocks()) {
            for (Convolved convolved : List.of(block.first(), block.second())) {
                norm(block, convolved).map(BatchNorm::statistics).ifPresent(statistics::addAll);
            }
        }
        lastNorm().map(BatchNorm::statistics).ifPresent(statistics::addAll);
        return statistics;
    }

    /**
     * The channels inside each block; and those of the sum that goes through the shortcuts, from where a convolution
     * makes it to where another one takes it.
     */
    @Override
    public List<HiddenUnits> hidden() {
        List<HiddenUnits> hidden = new ArrayList<>();
        List<HiddenUnits.End> sum = new ArrayList<>(made(stem()));
        int channels = stem().convolution().channels();
        for (Block block : blocks()) {
            sum.addAll(taken(norm(block, block.first()), block.first()));
            List<HiddenUnits.End> inner = new ArrayList<>(made(block.first()));
            inner.addAll(taken(norm(block, block.second()), block.second()));
            hidden.add(new HiddenUnits(block.first().convolution().channels(), inner));
            if (block.skip().isPresent()) {
                sum.addAll(taken(Optional.empty(), block.skip().get()));
                hidden.add(new HiddenUnits(channels, sum));
                sum = new ArrayList<>(made(block.skip().get()));
                channels = block.second().convolution().channels();
            }
            sum.addAll(made(block.second()));
        }
        lastNorm().map(BatchNorm::ends).ifPresent(sum::addAll);
        sum.add(HiddenUnits.End.of(DENSE_WEIGHT, 0));
        hidden.add(new HiddenUnits(channels, sum));
        return hidden;
    }

    private static List<HiddenUnits.End> made(Convolved convolved) {
        List<HiddenUnits.End> made = new ArrayList<>(List.of(HiddenUnits.End.of(convolved.weight(), 3)));
        convolved.bias().ifPresent(bias -> made.add(HiddenUnits.End.of(bias, 0)));
        return made;
    }

    private static List<HiddenUnits.End> taken(Optional<BatchNorm> norm, Convolved convolved) {
        List<HiddenUnits.End> taken = new ArrayList<>();
        norm.map(BatchNorm::ends).ifPresent(taken::addAll);
        taken.add(HiddenUnits.End.of(convolved.weight(), 2));
        return taken;
    }

    @Override
    public SDVariable forward(WeightSets sets, SDVariable x, Function<String, SDVariable> weights) {
        SDVariable h = stem().of(sets, sets.pictures(x, stem().in()), weights); // [pictures, channels, height, width]
        for (Block block : blocks()) {
            SDVariable a = activated(sets, norm(block, block.first()), h, weights);
            SDVariable inner = block.first().of(sets, a, weights);
            SDVariable residual =
                    block.second().of(sets, activated(sets, norm(block, block.second()), inner, weights), weights);
            h = (block.skip().isPresent() ? block.skip().get().of(sets, a, weights) : h).add(residual);
        }
        SDVariable means = activated(sets, lastNorm(), h, weights).mean(2, 3); // [pictures, channels]
        return sets.affine(
                Names.OUTPUT,
                sets.rows(means, last().channels()),
                weights.apply(DENSE_WEIGHT),
                weights.apply(DENSE_BIAS),
                last().channels(),
                spec.outputs());
    }

    private SDVariable activated(
            WeightSets sets, Optional<BatchNorm> norm, SDVariable h, Function<String, SDVariable> weights) {
        return Activations.apply(
                sets.graph(), spec.activation(), norm.isPresent() ? norm.get().of(sets, h, weights) : h);
    }

    /**
     * Behind a norm the second moment is 1, and a ReLU halves it, because for each kernel its negative is as likely;
     * without norms the sums of all shortcuts are not followed, nor is the mean over pixels.
     */
    private Signal signal(Convolved convolved, boolean last) {
        boolean known = isNormed() && spec.activation() == Activation.RELU;
        double behind = known && !last ? 0.5 : Double.NaN;
        return isNormed()
                ? new Signal(1, known && convolved.number() > 1 ? 0.5 : 1, 1, 1, power -> behind)
                : Signal.before(Optional.of(spec.activation())).behind(power -> behind);
    }

    private Convolved stem() {
        return convolved(
                1,
                "stem/w",
                "stem/b",
                FeatureMap.of(spec.picture()),
                3,
                spec.widths().get(0),
                1);
    }

    private List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        FeatureMap map = stem().out();
        int layer = 2;
        for (int stage = 1; stage < spec.widths().size(); stage++) {
            for (int i = 0; i < spec.blocks(); i++) {
                String name = "block" + (blocks.size() + 1);
                int width = spec.widths().get(stage);
                int stride = i == 0 && stage > 1 ? 2 : 1;
                Convolved first = convolved(layer++, name + "/w1", name + "/b1", map, 3, width, stride);
                Convolved second = convolved(layer++, name + "/w2", name + "/b2", first.out(), 3, width, 1);
                Optional<Convolved> skip = Optional.empty();
                if (!map.equals(first.out())) {
                    skip = Optional.of(new Convolved(
                            layer++,
                            name + "/skip",
                            Optional.empty(),
                            map,
                            new TargetSpec.Convolution(1, 1, width),
                            stride));
                }
                blocks.add(new Block(name, first, second, skip));
                map = first.out();
            }
        }
        return blocks;
    }

    private Convolved convolved(
            int number, String weight, String bias, FeatureMap in, int kernel, int channels, int stride) {
        return new Convolved(
                number,
                weight,
                isNormed() ? Optional.empty() : Optional.of(bias),
                in,
                new TargetSpec.Convolution(kernel, kernel, channels),
                stride);
    }

    /** The norm in front of a block's convolution. */
    private Optional<BatchNorm> norm(Block block, Convolved convolved) {
        String name = block.name() + (convolved.equals(block.first()) ? "/norm1" : "/norm2");
        return normOf(name, convolved.in());
    }

    private Optional<BatchNorm> lastNorm() {
        return normOf("last/norm", last());
    }

    private Optional<BatchNorm> normOf(String name, FeatureMap map) {
        return isNormed() ? Optional.of(new BatchNorm(name, map)) : Optional.empty();
    }

    private static Layout normed(Optional<BatchNorm> norm, Layout layout) {
        return norm.isPresent() ? norm.get().after(layout) : layout;
    }

    /** What the last block makes. */
    private FeatureMap last() {
        List<Block> blocks = blocks();
        return blocks.get(blocks.size() - 1).second().out();
    }

    private boolean isNormed() {
        return spec.norm() != TargetSpec.BatchNorm.NONE;
    }

    /** That of the last norm: maps only become smaller. */
    @Override
    public Optional<FeatureMap> smallestNormed() {
        return isNormed() ? Optional.of(last()) : Optional.empty();
    }

    @Override
    public boolean sharesNorms() {
        return spec.norm() == TargetSpec.BatchNorm.SHARED;
    }
}
