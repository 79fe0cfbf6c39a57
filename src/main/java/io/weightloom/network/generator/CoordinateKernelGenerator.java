package io.weightloom.network.generator;

import io.weightloom.layout.Grid;
import io.weightloom.layout.Layout;
import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import io.weightloom.network.graph.MatrixProduct;
import io.weightloom.network.graph.Names;
import io.weightloom.network.graph.NativeArrays;
import io.weightloom.network.init.Initializer;
import io.weightloom.network.init.LedgerColumn;
import io.weightloom.network.init.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The places of an input and an output channel go in, beside z if there is one, and all numbers of the kernel between
 * them come out: {@code w_p = e(place_p) H + beta}, one head for the largest kernel, of which smaller ones take the
 * first numbers. A weight that is no part of a kernel is one of a single number. Places are those of
 * {@link CoordinateGenerator}, without the one within the kernel.
 *
 * <p>In the manner of Ashkenazi, Rimon, Vainshtein, Levi, Richardson, Mintz, Treister 2023, "NeRN: learning neural
 * representations for neural networks", ICLR, section 3.1, where layer, filter and channel go in and 3x3 kernels come
 * out. As there, the numbers of a kernel need not be smooth, but kernels of neighbours should be alike.
 *
 * @param zDim width of z; 0 without
 * @param features through which coordinates are seen
 * @param trunk hidden layers
 * @param layout of the target
 * @param heads how the head is drawn
 * @param intendedVariances by slot, empty if none is promised, and then the constants are 1
 */
public record CoordinateKernelGenerator(
        int zDim,
        FourierFeatures features,
        Trunk trunk,
        Layout layout,
        Heads heads,
        Map<String, Double> intendedVariances)
        implements Generator {

    private static final String HEAD_WEIGHT = Names.generator("head/w");
    private static final String HEAD_BIAS = Names.generator("head/b");
    private static final String SCALES = Names.generator("scales");

    /** Coordinates of a kernel of this layout. */
    public static int coordinates(Layout layout) {
        return 4 + (layout.slots().size() > 1 ? 1 : 0);
    }

    @Override
    public long vectors() {
        return 1;
    }

    @Override
    public List<Parameter> parameters(Condition condition) {
        List<Parameter> parameters = new ArrayList<>(trunk.parameters());
        int taps = mostTaps();
        Heads.Layer head = Heads.Layer.of(
                trunk.width(),
                taps,
                () -> new double[] {1},
                drawn -> trunk.secondMoment(inputs(condition.sample(drawn)), drawn));
        parameters.add(
                new Parameter(HEAD_WEIGHT, Shape.of(trunk.width(), taps), LedgerColumn.GENERATOR, heads.weights(head)));
        parameters.add(new Parameter(HEAD_BIAS, Shape.of(taps), LedgerColumn.GENERATOR, heads.biases(head)));
        Initializer scales = new Initializer.Computed(drawn -> scales(condition.sample(drawn), drawn));
        parameters.add(new Parameter(SCALES, Shape.of(1, layout.size()), LedgerColumn.FIXED, scales));
        return parameters;
    }

    @Override
    public SDVariable flat(SameDiff graph, SDVariable z, Function<String, SDVariable> tensors) {
        int most = mostTaps();
        SDVariable head = tensors.apply(HEAD_WEIGHT);
        SDVariable table = graph.constant(NativeArrays.of(table(), head.dataType(), places(), width()));
        SDVariable input = zDim == 0 ? table : pairs().of(graph, z, table); // [tasks places, inputs]
        SDVariable made = MatrixProduct.of(trunk.forward(graph, input, tensors), head, trunk.width(), most)
                .add(tensors.apply(HEAD_BIAS).reshape(1, most))
                .reshape(-1, places() * most); // [tasks, places taps]
        List<SDVariable> parts = new ArrayList<>();
        long first = 0;
        for (Slot slot : layout.slots()) {
            long places = places(slot);
            long taps = slot.taps();
            SDVariable own =
                    Columns.of(graph, made, first * most, places * most).reshape(-1, most);
            SDVariable used = taps < most ? Columns.of(graph, own, 0, taps) : own; // [tasks places, taps]
            SDVariable kernels = taps > 1 ? used.reshape(-1, places, taps).permute(0, 2, 1) : used;
            parts.add(kernels.reshape(-1, slot.shape().length())); // [tasks, taps places]
            first += places;
        }
        return Columns.join(graph, parts).mul(tensors.apply(SCALES)); // [tasks, theta]
    }

    @Override
    public double hiddenNumbers() {
        return (double) places() * (trunk.input() + trunk.hiddenNumbers());
    }

    private int width() {
        return features.width(coordinates(layout));
    }

    private Pairs pairs() {
        return new Pairs(zDim, places(), width());
    }

    private double[] inputs(double[] z) {
        return zDim == 0 ? table() : pairs().of(z, table());
    }

    /** By weight, {@code [theta]}. */
    private double[] scales(double[] z, Function<String, double[]> drawn) {
        double[] e = trunk.forward(inputs(z), drawn);
        double[] head = drawn.apply(HEAD_WEIGHT);
        double[] bias = drawn.apply(HEAD_BIAS);
        int h = trunk.width();
        int most = mostTaps();
        int places = Math.toIntExact(places());
        int tasks = e.length / h / places;
        double[] squares = new double[Math.toIntExact(layout.size())];
        int first = 0;
        for (Slot slot : layout.slots()) {
            int own = Math.toIntExact(places(slot));
            for (int i = 0; i < slot.shape().length(); i++) {
                int tap = i / own;
                for (int task = 0; task < tasks; task++) {
                    int row = (task * places + first + i % own) * h;
                    double sum = bias[tap];
                    for (int k = 0; k < h; k++) {
                        sum += e[row + k] * head[k * most + tap];
                    }
                    squares[(int) slot.offset() + i] += sum * sum / tasks;
                }
            }
            first += own;
        }
        return TensorScales.of(layout, squares, intendedVariances);
    }

    /** The coordinates of all kernels, seen through features, {@code [places, width()]}. */
    private double[] table() {
        int width = coordinates(layout);
        double[] table = new double[Math.toIntExact(places() * width)];
        int at = 0;
        for (int number = 0; number < layout.slots().size(); number++) {
            Slot slot = layout.slots().get(number);
            long outputs = slot.columns();
            long inputs = places(slot) / outputs;
            for (long place = 0; place < places(slot); place++) {
                Grid.place(table, at, place / outputs, inputs);
                Grid.place(table, at + 2, place % outputs, outputs);
                if (layout.slots().size() > 1) {
                    table[at + 4] = Grid.coordinate(number, layout.slots().size());
                }
                at += width;
            }
        }
        return features.of(table, width);
    }

    /** Kernels of all tensors together. */
    private long places() {
        return layout.slots().stream()
                .mapToLong(CoordinateKernelGenerator::places)
                .sum();
    }

    private int mostTaps() {
        return Math.toIntExact(
                layout.slots().stream().mapToLong(Slot::taps).max().orElse(1));
    }

    /** How many kernels a tensor {@code [height, width, in, out]} has; any other has as many as numbers. */
    private static long places(Slot slot) {
        return slot.shape().length() / slot.taps();
    }
}
