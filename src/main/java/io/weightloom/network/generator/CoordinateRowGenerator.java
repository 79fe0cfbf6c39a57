package io.weightloom.network.generator;

import io.weightloom.layout.Grid;
import io.weightloom.layout.Layout;
import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import io.weightloom.network.graph.MatrixProduct;
import io.weightloom.network.graph.Names;
import io.weightloom.network.graph.NativeArrays;
import io.weightloom.network.init.LedgerColumn;
import io.weightloom.network.init.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The place of an input goes in, beside z if there is one, and the weights from it to all outputs of its layer come
 * out: {@code W_t = e(places) H_t + beta_t}, one trunk for all tensors and a head for each. So the trunk learns a few
 * functions of the place, which vary as smoothly as its waves and layers let them, and each output of a layer is a
 * mixture of these. A matrix {@code [m, n]} of inputs on a picture's grid takes {@code (h + 1) n} numbers beside the
 * trunk, whatever {@code m}. The inputs of a layer lie on a {@link Grid}; an input of a kernel also has two coordinates
 * within the receptive field; and all have the number of their tensor, if there is more than one. What is no matrix is
 * one row, at the middle of the grid.
 *
 * <p>In the manner of Ha, Dai, Le 2016, "HyperNetworks", arXiv 1609.09106, appendix A.1, where single weights come out
 * ({@link CoordinateGenerator}): there both ends of a weight have places, while here outputs, whose order means
 * nothing, have numbers of their own. Heads start with outputs of unit second moment, by the measured moment of
 * {@code e} in the tensor's rows, and each tensor is multiplied by the root of the variance that is intended, a
 * constant: the same step of the optimiser then means the same for each tensor.
 *
 * @param zDim width of z; 0 without
 * @param features through which coordinates are seen
 * @param trunk hidden layers
 * @param layout of the target
 * @param heads how the heads are drawn
 * @param intendedVariances by slot, empty if none is promised, and then the constants are 1
 */
public record CoordinateRowGenerator(
        int zDim,
        FourierFeatures features,
        Trunk trunk,
        Layout layout,
        Heads heads,
        Map<String, Double> intendedVariances)
        implements Generator {

    /** A variance of zero would leave a tensor without gradients. */
    private static final double LEAST_VARIANCE = 1e-4;

    /** Raises variances of zero. */
    public CoordinateRowGenerator {
        Map<String, Double> raised = new LinkedHashMap<>(intendedVariances);
        raised.replaceAll((slot, variance) -> Math.max(LEAST_VARIANCE, variance));
        intendedVariances = raised;
    }

    /** Coordinates of a row of this layout. */
    public static int coordinates(Layout layout) {
        return 2 + (hasKernels(layout) ? 2 : 0) + (layout.slots().size() > 1 ? 1 : 0);
    }

    @Override
    public long vectors() {
        return 1;
    }

    @Override
    public List<Parameter> parameters(Condition condition) {
        List<Parameter> parameters = new ArrayList<>(trunk.parameters());
        long first = 0;
        for (Slot slot : layout.slots()) {
            long from = first;
            Heads.Layer head = Heads.Layer.of(
                    trunk.width(),
                    columns(slot),
                    () -> new double[] {1},
                    drawn -> trunk.secondMoment(inputs(condition.sample(drawn), from, rows(slot)), drawn));
            Shape shape = Shape.of(trunk.width(), columns(slot));
            parameters.add(new Parameter(weight(slot), shape, LedgerColumn.GENERATOR, heads.weights(head)));
            parameters.add(
                    new Parameter(bias(slot), Shape.of(columns(slot)), LedgerColumn.GENERATOR, heads.biases(head)));
            first += rows(slot);
        }
        return parameters;
    }

    @Override
    public SDVariable flat(SameDiff graph, SDVariable z, Function<String, SDVariable> tensors) {
        SDVariable like = tensors.apply(weight(layout.slots().get(0)));
        SDVariable table = graph.constant(NativeArrays.of(table(), like.dataType(), rows(), width()));
        SDVariable input = zDim == 0 ? table : pairs(rows()).of(graph, z, table); // [tasks rows, inputs]
        SDVariable e = trunk.forward(graph, input, tensors).reshape(-1, rows() * trunk.width());
        List<SDVariable> made = new ArrayList<>();
        long first = 0;
        for (Slot slot : layout.slots()) {
            SDVariable own = Columns.of(graph, e, first * trunk.width(), rows(slot) * trunk.width())
                    .reshape(-1, trunk.width()); // [tasks rows, h]
            made.add(MatrixProduct.of(own, tensors.apply(weight(slot)), trunk.width(), columns(slot))
                    .add(tensors.apply(bias(slot)).reshape(1, columns(slot)))
                    .mul(StrictMath.sqrt(variance(slot)))
                    .reshape(-1, slot.shape().length())); // [tasks, length]
            first += rows(slot);
        }
        return Columns.join(graph, made); // [tasks, theta]
    }

    @Override
    public double hiddenNumbers() {
        return (double) rows() * (trunk.input() + trunk.hiddenNumbers());
    }

    private double variance(Slot slot) {
        return intendedVariances.getOrDefault(slot.name(), 1.0);
    }

    /** The trunk's input for some rows of the table, as numbers. */
    private double[] inputs(double[] z, long first, long count) {
        int width = width();
        double[] some = Arrays.copyOfRange(table(), (int) (first * width), (int) ((first + count) * width));
        return zDim == 0 ? some : pairs(count).of(z, some);
    }

    private Pairs pairs(long rows) {
        return new Pairs(zDim, rows, width());
    }

    private int width() {
        return features.width(coordinates(layout));
    }

    /** Rows of all tensors together. */
    private long rows() {
        return layout.slots().stream().mapToLong(CoordinateRowGenerator::rows).sum();
    }

    private static long rows(Slot slot) {
        return slot.isMatrix() ? slot.rows() : 1;
    }

    private static long columns(Slot slot) {
        return slot.shape().length() / rows(slot);
    }

    /** The coordinates of all rows, seen through features, {@code [rows, width()]}. */
    private double[] table() {
        int width = coordinates(layout);
        double[] table = new double[Math.toIntExact(rows() * width)];
        int kernel = hasKernels(layout) ? 2 : 0;
        int at = 0;
        for (int number = 0; number < layout.slots().size(); number++) {
            Slot slot = layout.slots().get(number);
            for (long row = 0; row < rows(slot); row++) {
                place(table, at, slot, row);
                if (layout.slots().size() > 1) {
                    table[at + 2 + kernel] =
                            Grid.coordinate(number, layout.slots().size());
                }
                at += width;
            }
        }
        return features.of(table, width);
    }

    private static void place(double[] table, int at, Slot slot, long row) {
        List<Long> extents = slot.shape().extents();
        long inputs = slot.isMatrix() ? extents.get(extents.size() - 2) : 1;
        Grid.place(table, at, row % inputs, inputs);
        if (extents.size() == 4) {
            table[at + 2] = Grid.coordinate(row / inputs / extents.get(1), extents.get(0));
            table[at + 3] = Grid.coordinate(row / inputs % extents.get(1), extents.get(1));
        }
    }

    private static boolean hasKernels(Layout layout) {
        return layout.slots().stream().anyMatch(slot -> slot.shape().extents().size() == 4);
    }

    private static String weight(Slot slot) {
        return Names.generator("head/" + slot.name() + "/w");
    }

    private static String bias(Slot slot) {
        return Names.generator("head/" + slot.name() + "/b");
    }
}
