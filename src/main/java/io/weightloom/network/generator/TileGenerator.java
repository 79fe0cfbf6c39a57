package io.weightloom.network.generator;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import io.weightloom.network.graph.MatrixProduct;
import io.weightloom.network.graph.Names;
import io.weightloom.network.init.Initializer;
import io.weightloom.network.init.LedgerColumn;
import io.weightloom.network.init.Parameter;
import io.weightloom.spec.GeneratorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Two linear layers make one tile of a kernel, {@code i} inputs by {@code o} outputs at each of its {@code k} places,
 * and kernels are assembled from tiles:
 *
 * <pre>
 * a_c = e W_c + B_c       for each input channel c of the tile, {@code [d]}
 * K_c = a_c W_out + B_out {@code [k, o]}, W_out and B_out common to all channels
 * </pre>
 *
 * {@code e} is the trunk's output for the tile's z, or that z itself if there are no hidden layers, which is the
 * published form. The matrix of a dense layer is a kernel with one place. Kernels of the same extents have both layers
 * in common, others have their own.
 *
 * <p>Source: Ha, Dai, Le 2016, "HyperNetworks", arXiv 1609.09106, section 3.1, equations 1 to 3, where {@code d} is the
 * width of z. It says nothing of initialisation. Here, {@code a} and tiles start with unit second moment, uncorrelated
 * from tile to tile ({@link Centring}), and each assembled kernel is multiplied by a constant, the root of its intended
 * variance, because kernels of different fan-in have the layers in common.
 *
 * @param spec size of a tile
 * @param trunk hidden layers before the two
 * @param layout of the target: kernels of whole tiles, and nothing else
 * @param heads how the two layers are drawn
 * @param intendedVariances by slot, empty if none is promised, and then nothing is multiplied
 */
public record TileGenerator(
        GeneratorSpec.Tile spec, Trunk trunk, Layout layout, Heads heads, Map<String, Double> intendedVariances)
        implements Generator {

    /** Whether a tensor can be made of tiles. */
    public static boolean serves(GeneratorSpec.Tile spec, Slot slot) {
        int axes = slot.shape().extents().size();
        return slot.isMatrix()
                && (axes == 2 || axes == 4)
                && inputs(slot) % spec.inputs() == 0
                && slot.columns() % spec.outputs() == 0;
    }

    @Override
    public long vectors() {
        return layout.slots().stream().mapToLong(this::tiles).sum();
    }

    @Override
    public List<Parameter> parameters(Condition condition) {
        Map<String, Slot> kinds = new LinkedHashMap<>(); // a slot of each kind of kernel
        layout.slots().forEach(slot -> kinds.putIfAbsent(kind(slot), slot));
        List<Parameter> parameters = new ArrayList<>(trunk.parameters());
        kinds.forEach((kind, slot) -> {
            long width = (long) spec.inputs() * dim();
            long outputs = places(slot) * spec.outputs();
            String first = Names.generator(kind + "/w0");
            Heads.Layer a = new Heads.Layer(
                    trunk.width(),
                    width,
                    () -> new double[] {1},
                    drawn -> centring(condition, drawn).secondMoment(),
                    new Initializer.Computed(drawn -> centring(condition, drawn).bias(drawn.apply(first))),
                    head -> head);
            Heads.Layer out = Heads.Layer.of(dim(), outputs, () -> new double[] {1}, drawn -> 1);
            parameters.add(
                    new Parameter(first, Shape.of(trunk.width(), width), LedgerColumn.GENERATOR, heads.weights(a)));
            parameters.add(new Parameter(
                    Names.generator(kind + "/b0"), Shape.of(width), LedgerColumn.GENERATOR, heads.biases(a)));
            parameters.add(new Parameter(
                    Names.generator(kind + "/w1"),
                    Shape.of(dim(), outputs),
                    LedgerColumn.GENERATOR,
                    heads.weights(out)));
            parameters.add(new Parameter(
                    Names.generator(kind + "/b1"), Shape.of(outputs), LedgerColumn.GENERATOR, heads.biases(out)));
        });
        return parameters;
    }

    @Override
    public SDVariable flat(SameDiff graph, SDVariable z, Function<String, SDVariable> tensors) {
        long h = trunk.width();
        SDVariable e = trunk.forward(graph, z, tensors).reshape(-1, vectors() * h); // [tasks, tiles h]
        List<SDVariable> kernels = new ArrayList<>();
        long first = 0;
        for (Slot slot : layout.slots()) {
            SDVariable own = Columns.of(graph, e, first * h, tiles(slot) * h).reshape(-1, h); // [tasks tiles, h]
            SDVariable a = affine(own, h, kind(slot), "0", (long) spec.inputs() * dim(), tensors);
            double scale = StrictMath.sqrt(
                    intendedVariances.getOrDefault(slot.name(), intendedVariances.isEmpty() ? 1.0 : 0.0));
            kernels.add(assembled(slot, a, tensors).mul(scale));
            first += tiles(slot);
        }
        return Columns.join(graph, kernels);
    }

    @Override
    public double hiddenNumbers() {
        return vectors() * (trunk.hiddenNumbers() + (double) spec.inputs() * dim());
    }

    /**
     * The kernel of a slot. The axes of all tiles are brought into its order, where there is the least to move.
     *
     * @param a for all tiles of the kernel, row by row, {@code [tasks tiles, i d]}
     * @return {@code [tasks, length]}
     */
    private SDVariable assembled(Slot slot, SDVariable a, Function<String, SDVariable> tensors) {
        long down = inputs(slot) / spec.inputs();
        long across = slot.columns() / spec.outputs();
        long places = places(slot);
        long outputs = places * spec.outputs();
        long i = spec.inputs();
        if (places == 1) {
            SDVariable rows = across == 1
                    ? a
                    : a.reshape(-1, down, across, i, dim()).permute(0, 1, 3, 2, 4); // [tasks, down, i, across, d]
            return affine(rows.reshape(-1, dim()), dim(), kind(slot), "1", outputs, tensors)
                    .reshape(-1, slot.shape().length());
        }
        return affine(a.reshape(-1, dim()), dim(), kind(slot), "1", outputs, tensors)
                .reshape(-1, down, across, i, places, spec.outputs())
                .permute(0, 4, 1, 3, 2, 5) // [tasks, places, down, i, across, o]
                .reshape(-1, slot.shape().length());
    }

    private static SDVariable affine(
            SDVariable x, long inputs, String kind, String layer, long outputs, Function<String, SDVariable> tensors) {
        SDVariable bias = tensors.apply(Names.generator(kind + "/b" + layer)).reshape(1, outputs);
        return MatrixProduct.of(x, tensors.apply(Names.generator(kind + "/w" + layer)), inputs, outputs)
                .add(bias);
    }

    private Centring centring(Condition condition, Function<String, double[]> drawn) {
        return Centring.of(trunk.forward(condition.sample(drawn), drawn), trunk.width());
    }

    private int dim() {
        return spec.tileDim() == 0 ? trunk.width() : spec.tileDim();
    }

    private long tiles(Slot slot) {
        return tiles(spec, slot);
    }

    /** How many tiles make a tensor that they serve. */
    public static long tiles(GeneratorSpec.Tile tile, Slot slot) {
        return inputs(slot) / tile.inputs() * (slot.columns() / tile.outputs());
    }

    /** Input channels of a kernel. */
    private static long inputs(Slot slot) {
        List<Long> extents = slot.shape().extents();
        return extents.get(extents.size() - 2);
    }

    /** Places of a kernel, 1 for a dense layer. */
    private static long places(Slot slot) {
        return slot.rows() / inputs(slot);
    }

    /** What kernels with both layers in common have in common. */
    private static String kind(Slot slot) {
        List<Long> extents = slot.shape().extents();
        return "tile-" + (extents.size() == 2 ? "1x1" : extents.get(0) + "x" + extents.get(1));
    }
}
