package io.weightloom.network.generator;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import io.weightloom.network.graph.MatrixProduct;
import io.weightloom.network.graph.Names;
import io.weightloom.network.graph.NativeArrays;
import io.weightloom.network.init.Initializer;
import io.weightloom.network.init.LedgerColumn;
import io.weightloom.network.init.Parameter;
import io.weightloom.spec.GeneratorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * One small head makes the target weights chunk by chunk (von Oswald, Henning, Grewe, Sacramento 2020, arXiv
 * 1906.00695, section 2.3): row {@code i} of {@code trunk(input) H + beta} is chunk {@code i}; the surplus of the last
 * chunk is dropped. The input is a z of its own for each chunk, {@code [chunks, z-dim]}, or, with a chunk-dim, one z
 * beside an embedding for each chunk, {@code [chunks, z-dim + chunk-dim]}.
 *
 * <p>All chunks share the head, so it cannot give each target tensor a variance of its own. With a hyperfan
 * initialisation the head is drawn for outputs of one second moment, {@code s^2}, that are uncorrelated from chunk to
 * chunk ({@link Centring}), and each target tensor is multiplied by a constant, {@code sqrt(intended variance) / s}.
 * Where hyperfan-out intends no variance at all (biases of layers that narrow), a variance of {@value #LEAST_VARIANCE}
 * takes its place, because a tensor multiplied by zero could not be trained.
 *
 * @param zDim width of z
 * @param chunked size of a chunk and of its embedding
 * @param trunk hidden layers
 * @param layout of the target
 * @param heads how the head is drawn
 * @param intendedVariances by slot, empty if none is promised, and then nothing is scaled
 */
record ChunkedGenerator(
        int zDim,
        GeneratorSpec.Chunked chunked,
        Trunk trunk,
        Layout layout,
        Heads heads,
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
    static int inputWidth(int zDim, GeneratorSpec.Chunked chunked) {
        return zDim + chunked.chunkDim();
    }

    @Override
    public long vectors() {
        return chunked.chunkDim() == 0 ? chunks() : 1;
    }

    @Override
    public List<Parameter> parameters(Condition condition) {
        List<Parameter> parameters = new ArrayList<>();
        if (chunked.chunkDim() > 0) {
            Shape embeddings = Shape.of(chunks(), chunked.chunkDim());
            parameters.add(new Parameter(Names.CHUNKS, embeddings, LedgerColumn.Z, new Initializer.Normal()));
        }
        parameters.addAll(trunk.parameters());
        Shape weight = Shape.of(trunk.width(), chunked.chunkSize());
        parameters.add(new Parameter(HEAD_WEIGHT, weight, LedgerColumn.GENERATOR, heads.weights(head(condition))));
        parameters.add(new Parameter(
                HEAD_BIAS, Shape.of(chunked.chunkSize()), LedgerColumn.GENERATOR, heads.biases(head(condition))));
        return parameters;
    }

    @Override
    public SDVariable flat(SameDiff graph, SDVariable z, Function<String, SDVariable> tensors) {
        SDVariable e = trunk.forward(graph, input(graph, z, tensors), tensors); // [tasks chunks, h]
        SDVariable bias = tensors.apply(HEAD_BIAS).reshape(1, chunked.chunkSize());
        SDVariable all = MatrixProduct.of(e, tensors.apply(HEAD_WEIGHT), trunk.width(), chunked.chunkSize())
                .add(bias)
                .reshape(-1, chunks() * chunked.chunkSize());
        SDVariable flat = Columns.of(graph, all, 0, layout.size()); // [tasks, theta]
        return intendedVariances.isEmpty()
                ? flat
                : flat.mul(graph.constant(NativeArrays.of(scales(), flat.dataType(), 1, layout.size())));
    }

    @Override
    public double hiddenNumbers() {
        return trunk.hiddenNumbers() * chunks();
    }

    private SDVariable input(SameDiff graph, SDVariable z, Function<String, SDVariable> tensors) {
        return chunked.chunkDim() == 0
                ? z // [tasks chunks, z-dim]
                : pairs().of(graph, z, tensors.apply(Names.CHUNKS)); // [tasks chunks, z-dim + chunk-dim]
    }

    private long chunks() {
        return (layout.size() + chunked.chunkSize() - 1) / chunked.chunkSize();
    }

    private Heads.Layer head(Condition condition) {
        return new Heads.Layer(
                trunk.width(),
                chunked.chunkSize(),
                () -> new double[] {headDeviation() * headDeviation()},
                drawn -> centring(condition, drawn).secondMoment(),
                new Initializer.Computed(drawn -> centring(condition, drawn).bias(drawn.apply(HEAD_WEIGHT))),
                head -> head);
    }

    private Centring centring(Condition condition, Function<String, double[]> drawn) {
        return Centring.of(trunk.forward(input(condition.sample(drawn), drawn), drawn), trunk.width());
    }

    /** The trunk's input as numbers, row-major. */
    private double[] input(double[] z, Function<String, double[]> drawn) {
        return chunked.chunkDim() == 0 ? z : pairs().of(z, drawn.apply(Names.CHUNKS));
    }

    private Pairs pairs() {
        return new Pairs(zDim, chunks(), chunked.chunkDim());
    }

    /**
     * The standard deviation that the head emits at the start, before the constants: halfway between 1 and the root
     * mean square of what the weights shall have, as factors go. The smaller the constants, the shorter are the
     * optimiser's steps on the weights, so that a part of what they would do is the head's (ADR 6 has what was
     * measured).
     */
    private double headDeviation() {
        double sum = 0;
        for (Slot slot : layout.slots()) {
            sum += slot.shape().length() * intended(slot);
        }
        return StrictMath.sqrt(StrictMath.sqrt(sum / layout.size()));
    }

    private double intended(Slot slot) {
        return intendedVariances.getOrDefault(slot.name(), 1.0);
    }

    /** The constant of each target weight, {@code [theta]}. */
    private double[] scales() {
        double[] scales = new double[Math.toIntExact(layout.size())];
        double head = headDeviation();
        for (Slot slot : layout.slots()) {
            double scale = StrictMath.sqrt(intended(slot)) / head;
            Arrays.fill(scales, (int) slot.offset(), (int) slot.end(), scale);
        }
        return scales;
    }
}
