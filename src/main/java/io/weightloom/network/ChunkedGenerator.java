package io.weightloom.network;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One small head makes the target weights chunk by chunk (von Oswald, Henning, Grewe, Sacramento 2020, arXiv
 * 1906.00695, section 2.3): row {@code i} of {@code trunk(input) H + beta} is chunk {@code i}; the surplus of the last
 * chunk is dropped. The input is a z of its own for each chunk, {@code [chunks, z-dim]}, or, with a chunk-dim, one z
 * beside an embedding for each chunk, {@code [chunks, z-dim + chunk-dim]}.
 *
 * <p>All chunks share the head, so it cannot give each target tensor a variance of its own. With a hyperfan
 * initialisation the head is drawn for outputs of unit second moment that are uncorrelated from chunk to chunk
 * ({@link Centring}), and each target tensor is multiplied by a constant, {@code sqrt(intended variance)}. Where
 * hyperfan-out intends no variance at all (biases of layers that narrow), a variance of {@value #LEAST_VARIANCE} takes
 * its place, because a tensor multiplied by zero could not be trained.
 *
 * @param condition the z
 * @param chunked size of a chunk and of its embedding
 * @param trunk hidden layers
 * @param layout of the target
 * @param intendedVariances by slot, empty for PyTorch's default, which scales nothing
 */
record ChunkedGenerator(
        ConditionSpec condition,
        GeneratorSpec.Chunked chunked,
        Trunk trunk,
        Layout layout,
        Map<String, Double> intendedVariances)
        implements Generator {

    /** Raises variances of zero. */
    ChunkedGenerator {
        intendedVariances = trainable(intendedVariances);
    }

    private static final String HEAD_WEIGHT = Names.generator("head/w");
    private static final String HEAD_BIAS = Names.generator("head/b");
    private static final double LEAST_VARIANCE = 0.01;

    private static Map<String, Double> trainable(Map<String, Double> variances) {
        Map<String, Double> raised = new LinkedHashMap<>(variances);
        raised.replaceAll((slot, variance) -> variance == 0 ? LEAST_VARIANCE : variance);
        return raised;
    }

    /** Width of the trunk's input. */
    static int inputWidth(ConditionSpec condition, GeneratorSpec.Chunked chunked) {
        return condition.zDim() + chunked.chunkDim();
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        parameters.add(Conditions.z(condition, chunked.chunkDim() == 0 ? chunks() : 1));
        if (chunked.chunkDim() > 0) {
            Shape embeddings = Shape.of(chunks(), chunked.chunkDim());
            parameters.add(new Parameter(Names.CHUNKS, embeddings, Part.Z, new Draw.Normal()));
        }
        parameters.addAll(trunk.parameters());
        Shape weight = Shape.of(trunk.width(), chunked.chunkSize());
        parameters.add(new Parameter(HEAD_WEIGHT, weight, Part.GENERATOR, headWeights()));
        parameters.add(new Parameter(HEAD_BIAS, Shape.of(chunked.chunkSize()), Part.GENERATOR, headBiases()));
        return parameters;
    }

    @Override
    public SDVariable flat(SameDiff graph, Function<String, SDVariable> tensors) {
        SDVariable e = trunk.forward(graph, input(graph, tensors), tensors); // [chunks, h]
        SDVariable bias = tensors.apply(HEAD_BIAS).reshape(1, chunked.chunkSize());
        SDVariable all = e.mmul(tensors.apply(HEAD_WEIGHT)).add(bias).reshape(chunks() * chunked.chunkSize());
        SDVariable flat = all.get(SDIndex.interval(0L, layout.size())); // [theta]
        return intendedVariances.isEmpty()
                ? flat
                : flat.mul(graph.constant(NativeArrays.of(scales(), flat.dataType(), layout.size())));
    }

    @Override
    public double hiddenNumbers() {
        return trunk.hiddenNumbers() * chunks();
    }

    private SDVariable input(SameDiff graph, Function<String, SDVariable> tensors) {
        SDVariable z = tensors.apply(Names.Z);
        if (chunked.chunkDim() == 0) {
            return z; // [chunks, z-dim]
        }
        SDVariable ones = graph.constant(Nd4j.ones(z.dataType(), chunks(), 1));
        return graph.concat(1, ones.mmul(z), tensors.apply(Names.CHUNKS)); // [chunks, z-dim + chunk-dim]
    }

    private long chunks() {
        return (layout.size() + chunked.chunkSize() - 1) / chunked.chunkSize();
    }

    private Draw headWeights() {
        return intendedVariances.isEmpty()
                ? new Draw.Uniform(1 / StrictMath.sqrt(trunk.width()))
                : new Draw.Head(
                        () -> new double[] {1},
                        trunk.width(),
                        drawn -> centring(drawn).secondMoment());
    }

    private Draw headBiases() {
        return intendedVariances.isEmpty()
                ? new Draw.Uniform(1 / StrictMath.sqrt(trunk.width()))
                : new Draw.Computed(drawn -> centring(drawn).bias(drawn.apply(HEAD_WEIGHT)));
    }

    private Centring centring(Function<String, double[]> drawn) {
        return Centring.of(trunk.forward(input(drawn), drawn), trunk.width());
    }

    /** The trunk's input as numbers, row-major. */
    private double[] input(Function<String, double[]> drawn) {
        double[] z = drawn.apply(Names.Z);
        if (chunked.chunkDim() == 0) {
            return z;
        }
        double[] embeddings = drawn.apply(Names.CHUNKS);
        int width = trunk.input();
        double[] input = new double[Math.toIntExact(chunks() * width)];
        for (int row = 0; row < chunks(); row++) {
            System.arraycopy(z, 0, input, row * width, z.length);
            System.arraycopy(embeddings, row * chunked.chunkDim(), input, row * width + z.length, chunked.chunkDim());
        }
        return input;
    }

    /** The constant of each target weight, {@code [theta]}. */
    private double[] scales() {
        double[] scales = new double[Math.toIntExact(layout.size())];
        for (Slot slot : layout.slots()) {
            double scale = StrictMath.sqrt(intendedVariances.getOrDefault(slot.name(), 1.0));
            Arrays.fill(scales, (int) slot.offset(), (int) slot.end(), scale);
        }
        return scales;
    }
}
