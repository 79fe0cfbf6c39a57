package io.weightloom.given;

import io.weightloom.format.Tensor;
import io.weightloom.spec.Activation;
import io.weightloom.spec.TargetSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Makes a residual target network of a way with sums: a first convolution, blocks {@code shortcut + w2 * a(w1 * a(h))},
 * an activation, the mean over all pixels, and a dense layer. Not thread-safe.
 */
final class ResidualImport {

    /**
     * How far a factor of a norm may be from the one of its scale and variance: it was computed in single precision.
     */
    private static final double TOLERANCE = 1e-4;

    private static final int MOST_CHANNELS = 99_999;

    private final List<Flow> steps;
    private final Map<String, Tensor> held;
    private final boolean normed;
    private final List<Layer> layers = new ArrayList<>();
    private final List<double[]> weights = new ArrayList<>();
    private int at;
    private Optional<Activation> activation = Optional.empty();

    private ResidualImport(OnnxWalk.Way way) {
        this.steps = way.end().steps();
        this.held = way.held();
        int last = IntStream.range(0, steps.size())
                .filter(i -> steps.get(i).step() instanceof Step.Sum)
                .max()
                .orElse(steps.size());
        this.normed =
                last + 1 < steps.size() && Affine.isOne(steps.get(last + 1).step());
    }

    /**
     * A block.
     *
     * @param width channels
     * @param stride of its first convolution
     */
    private record Block(int width, int stride, Flow flow) {}

    /** Whether there is a sum, or a mean over all pixels, on a way. */
    static boolean isOne(Flow end) {
        return end.steps().stream()
                .anyMatch(flow -> flow.step() instanceof Step.Sum || flow.step() instanceof Step.Mean);
    }

    /** @throws GivenException naming the node that does not fit */
    static ImportedTarget of(OnnxWalk.Way way) {
        return new ResidualImport(way).network(way.notes());
    }

    private ImportedTarget network(List<String> notes) {
        Affine scaling = Affine.NONE;
        while (!(now().step() instanceof Step.Convolution)) {
            Flow flow = next();
            if (Affine.isOne(flow.step())) {
                scaling = scaling.then(flow);
            } else if (!(flow.step() instanceof Step.Input || flow.step() instanceof Step.Shape)) {
                throw fault(flow);
            }
        }
        List<Integer> picture = steps.get(at - 1).shape();
        picture.forEach(
                extent -> ImportedTarget.require(extent, ImportedTarget.MOST_PICTURE, "the input's shape " + picture));
        Layer stem = convolution(1, 3);
        keep(stem);
        List<Block> blocks = new ArrayList<>();
        while (!isLast()) {
            blocks.add(block("block" + (blocks.size() + 1)));
        }
        norm("last/norm");
        activate();
        Flow mean = next();
        while (now().step() instanceof Step.Shape) {
            next();
        }
        Blocks.Found end = Blocks.of(steps.subList(at, steps.size()));
        if (end.blocks().size() > 1 || blocks.isEmpty()) {
            throw fault(mean);
        }
        Layer dense = end.blocks().get(0).layer();
        keep(dense);
        TargetSpec target = new TargetSpec.Residual(
                picture,
                widths(stem.out(), blocks),
                blocksOfAStage(blocks),
                normed ? TargetSpec.BatchNorm.PER_CONDITION : TargetSpec.BatchNorm.NONE,
                dense.out(),
                activation.orElseThrow());
        return new ImportedTarget(
                target,
                ImportedTarget.weights(target, layers, weights),
                new Blocks.Found(picture, scaling, end.blocks(), end.output()).standardise(),
                normed ? told(notes) : notes);
    }

    private static List<String> told(List<String> notes) {
        List<String> all = new ArrayList<>(notes);
        all.add("means and variances of its norms are left out: those of the training split take their place");
        return all;
    }

    private Block block(String name) {
        Flow input = steps.get(at - 1);
        norm(name + "/norm1");
        Flow activated = activate();
        int stride = stride(now());
        keep(convolution(stride, 3));
        norm(name + "/norm2");
        activate();
        Layer second = convolution(1, 3);
        keep(second);
        Flow end = next();
        Flow other = end.beside().orElseThrow(() -> fault(end));
        if (other != input) { // which is like itself alone
            if (!other.before().equals(Optional.of(activated))
                    || !(other.step() instanceof Step.Convolution skip)
                    || skip.bias().isPresent()
                    || skip.stride() != stride
                    || skip.kernel().shape().get(2) != 1
                    || skip.kernel().shape().get(3) != 1) {
                throw fault(end);
            }
            Layer shortcut = Layer.of(other, skip);
            ImportedTarget.check(shortcut);
            layers.add(shortcut);
            weights.add(shortcut.weights());
        }
        return new Block(second.out(), stride, end);
    }

    private static int stride(Flow flow) {
        return flow.step() instanceof Step.Convolution convolution ? convolution.stride() : 1;
    }

    private void keep(Layer layer) {
        ImportedTarget.check(layer);
        ImportedTarget.require(layer.out(), MOST_CHANNELS, "outputs of " + layer.node());
        layers.add(layer);
        weights.add(layer.weights());
        if (!normed || !layer.isConvolution()) {
            layers.add(layer);
            weights.add(layer.allBiases());
        }
    }

    /** The scale and shift of a norm. */
    private void norm(String name) {
        if (!normed) {
            return;
        }
        List<Flow> flows = new ArrayList<>();
        while (Affine.isOne(now().step())) {
            flows.add(next());
        }
        Step.Norm norm = (flows.size() == 2
                        ? ofOperator(flows)
                        : flows.size() == 3 ? ofOurs(name, flows) : Optional.<Step.Norm>empty())
                .orElseThrow(() -> fault(flows.isEmpty() ? now() : flows.get(0)));
        Layer before = layers.get(layers.size() - 1);
        layers.add(before);
        weights.add(Arrays.stream(norm.scale()).map(scale -> scale - 1).toArray()); // as the slot has it
        layers.add(before);
        weights.add(norm.shift());
    }

    private static Optional<Step.Norm> ofOperator(List<Flow> flows) {
        return flows.get(0).step() instanceof Step.Times times && flows.get(1).step() instanceof Step.Plus
                ? times.norm()
                : Optional.empty();
    }

    /**
     * As our own exports have it: less the mean, times what was computed of variance and scale, plus the shift. A scale
     * that the file has under the norm's name is believed if that is what the factor comes of.
     */
    private Optional<Step.Norm> ofOurs(String name, List<Flow> flows) {
        Optional<double[]> scale = named(name + "/scale");
        Optional<double[]> variance = named(name + "/variance");
        if (scale.isEmpty()
                || variance.isEmpty()
                || !(flows.get(0).step() instanceof Step.Plus)
                || !(flows.get(1).step() instanceof Step.Times times)
                || !(flows.get(2).step() instanceof Step.Plus plus)) {
            return Optional.empty();
        }
        double[] factors = times.factor().values();
        int channels = flows.get(0).shape().get(0);
        if (List.of(
                        scale.get().length,
                        variance.get().length,
                        factors.length,
                        plus.shift().length())
                .stream()
                .anyMatch(length -> length != channels)) {
            return Optional.empty();
        }
        for (int c = 0; c < channels; c++) {
            double factor = (1 + scale.get()[c]) / Math.sqrt(variance.get()[c] + LayerRules.EPSILON);
            if (!(Math.abs(factor - factors[c]) <= TOLERANCE * Math.max(Math.abs(factor), TOLERANCE))) {
                return Optional.empty();
            }
        }
        return Optional.of(new Step.Norm(
                Arrays.stream(scale.get()).map(less -> less + 1).toArray(),
                plus.shift().values()));
    }

    private Optional<double[]> named(String end) {
        List<Tensor> found = held.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith("/" + end))
                .map(Map.Entry::getValue)
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0).doubles()) : Optional.empty();
    }

    /** A convolution with what is folded into it. */
    private Layer convolution(int stride, int side) {
        Flow flow = next();
        if (!(flow.step() instanceof Step.Convolution convolution) || convolution.stride() != stride) {
            throw fault(flow);
        }
        Layer layer = Layer.of(flow, convolution);
        if (!layer.kernel().equals(List.of(side, side))) {
            throw fault(flow);
        }
        if (normed) {
            if (convolution.bias().isPresent()) {
                throw fault(flow);
            }
            return layer;
        }
        Affine behind = Affine.NONE;
        while (at < steps.size() && Affine.isOne(now().step())) {
            behind = behind.then(next());
        }
        return behind.isNone() ? layer : layer.then(behind);
    }

    private Flow activate() {
        Flow flow = next();
        if (!(flow.step() instanceof Step.Activate activate)
                || activation.filter(first -> first != activate.activation()).isPresent()) {
            throw fault(flow);
        }
        activation = Optional.of(activate.activation());
        return flow;
    }

    /** Whether no block is left. */
    private boolean isLast() {
        int place = at;
        while (place < steps.size() - 1 && Affine.isOne(steps.get(place).step())) {
            place++;
        }
        return steps.get(Math.min(place + 1, steps.size() - 1)).step() instanceof Step.Mean;
    }

    private Flow now() {
        return steps.get(Math.min(at, steps.size() - 1));
    }

    private Flow next() {
        if (at == steps.size()) {
            throw fault(steps.get(at - 1));
        }
        return steps.get(at++);
    }

    /** A stage is of blocks of one width, of which the first has a stride of 2, but in the first stage. */
    private static List<Integer> widths(int stem, List<Block> blocks) {
        List<Integer> widths = new ArrayList<>(List.of(stem));
        for (Block block : blocks) {
            if (widths.size() == 1 || block.stride() == 2) {
                if (widths.size() == 1 && block.stride() == 2) {
                    throw fault(block.flow());
                }
                widths.add(block.width());
            } else if (widths.get(widths.size() - 1) != block.width()) {
                throw fault(block.flow());
            }
        }
        return widths;
    }

    private static int blocksOfAStage(List<Block> blocks) {
        List<Integer> sizes = new ArrayList<>(List.of(0));
        for (Block block : blocks) {
            if (block.stride() == 2) {
                sizes.add(0);
            }
            sizes.set(sizes.size() - 1, sizes.get(sizes.size() - 1) + 1);
        }
        if (sizes.stream().distinct().count() > 1) {
            throw new GivenException(
                    "it has stages of %s blocks; supported are as many in each, the first of each but the first with a stride of 2"
                            .formatted(sizes));
        }
        return sizes.get(0);
    }

    private static GivenException fault(Flow flow) {
        return new GivenException("%s %s".formatted(flow.node(), Blocks.NOT_RESIDUAL));
    }
}
