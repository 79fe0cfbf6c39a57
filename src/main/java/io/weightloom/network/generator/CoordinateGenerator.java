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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Where a weight lies goes in, beside z if there is one, and the weight comes out: the same small network for all
 * weights. The units of a layer lie on a grid as near to a square as their number allows (784 on 28 x 28, 32 on 4 x 8),
 * and a weight has the two coordinates of its input unit and the two of its output unit; of a kernel also its two
 * coordinates within the receptive field; and the number of its tensor, if there is more than one. What a weight has
 * not (the input unit of a bias) is 0. Coordinates lie in {@code [-sqrt(3), sqrt(3)]}, evenly and centred, so that they
 * have about unit second moment.
 *
 * <p>Source: Ha, Dai, Le 2016, "HyperNetworks", arXiv 1609.09106, appendix A.1, in the manner of Stanley, D'Ambrosio,
 * Gauci 2009, "HyperNEAT". Neighbouring weights come out alike, so that neither a derived nor a common scale would keep
 * each tensor's second moment: at the start it is measured, and each tensor is multiplied by the constant that makes it
 * the intended one.
 *
 * @param zDim width of z; 0 without
 * @param features through which coordinates are seen
 * @param trunk hidden layers
 * @param layout of the target
 * @param heads how the head is drawn
 * @param intendedVariances by slot, empty if none is promised, and then the constants are 1
 */
public record CoordinateGenerator(
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

    /** A variance of zero would leave a tensor without gradients. */
    private static final double LEAST_VARIANCE = 1e-4;

    /** Coordinates of a weight of this layout. */
    public static int coordinates(Layout layout) {
        return 4 + (hasKernels(layout) ? 2 : 0) + (layout.slots().size() > 1 ? 1 : 0);
    }

    @Override
    public long vectors() {
        return 1;
    }

    @Override
    public List<Parameter> parameters(Condition condition) {
        List<Parameter> parameters = new ArrayList<>(trunk.parameters());
        Heads.Layer head = Heads.Layer.of(trunk.width(), 1, () -> new double[] {1}, drawn -> 1);
        parameters.add(
                new Parameter(HEAD_WEIGHT, Shape.of(trunk.width(), 1), LedgerColumn.GENERATOR, heads.weights(head)));
        parameters.add(new Parameter(HEAD_BIAS, Shape.of(1), LedgerColumn.GENERATOR, heads.biases(head)));
        Initializer scales = new Initializer.Computed(drawn -> scales(condition.sample(drawn), drawn));
        parameters.add(new Parameter(SCALES, Shape.of(1, layout.size()), LedgerColumn.FIXED, scales));
        return parameters;
    }

    @Override
    public SDVariable flat(SameDiff graph, SDVariable z, Function<String, SDVariable> tensors) {
        SDVariable head = tensors.apply(HEAD_WEIGHT);
        SDVariable table = graph.constant(NativeArrays.of(table(), head.dataType(), layout.size(), width()));
        SDVariable input = zDim == 0 ? table : pairs().of(graph, z, table); // [tasks theta, inputs]
        SDVariable bias = tensors.apply(HEAD_BIAS).reshape(1, 1);
        return MatrixProduct.of(trunk.forward(graph, input, tensors), head, trunk.width(), 1)
                .add(bias)
                .reshape(-1, layout.size())
                .mul(tensors.apply(SCALES)); // [tasks, theta]
    }

    @Override
    public double hiddenNumbers() {
        return (double) layout.size() * (trunk.input() + trunk.hiddenNumbers());
    }

    private int width() {
        return features.width(coordinates(layout));
    }

    private Pairs pairs() {
        return new Pairs(zDim, layout.size(), width());
    }

    /**
     * By weight, {@code [theta]}: what makes each tensor's second moment, as a mean over the tasks, the intended one.
     */
    private double[] scales(double[] z, Function<String, double[]> drawn) {
        if (heads instanceof Heads.Still) {
            return promised();
        }
        double[] e = trunk.forward(zDim == 0 ? table() : pairs().of(z, table()), drawn);
        double[] head = drawn.apply(HEAD_WEIGHT);
        int theta = Math.toIntExact(layout.size());
        double[] squares = new double[theta];
        for (int row = 0; row < e.length / head.length; row++) {
            double sum = 0;
            for (int i = 0; i < head.length; i++) {
                sum += e[row * head.length + i] * head[i];
            }
            squares[row % theta] += sum * sum;
        }
        double tasks = (double) e.length / head.length / theta;
        Arrays.setAll(squares, i -> squares[i] / tasks);
        return TensorScales.of(layout, squares, intendedVariances);
    }

    /** Where nothing can be measured because nothing is emitted yet, a head of unit second moment is presumed. */
    private double[] promised() {
        double[] scales = new double[Math.toIntExact(layout.size())];
        Arrays.fill(scales, 1);
        for (Slot slot : layout.slots()) {
            if (!intendedVariances.isEmpty()) {
                double variance = Math.max(LEAST_VARIANCE, intendedVariances.getOrDefault(slot.name(), 0.0));
                Arrays.fill(scales, (int) slot.offset(), (int) slot.end(), StrictMath.sqrt(variance));
            }
        }
        return scales;
    }

    /** The coordinates of all weights, seen through features, {@code [theta, width()]}. */
    private double[] table() {
        int width = coordinates(layout);
        double[] table = new double[Math.toIntExact(layout.size() * width)];
        int kernel = hasKernels(layout) ? 2 : 0;
        for (int number = 0; number < layout.slots().size(); number++) {
            Slot slot = layout.slots().get(number);
            long inputs = slot.isMatrix() ? channels(slot) : 1;
            for (long i = 0; i < slot.shape().length(); i++) {
                int at = Math.toIntExact((slot.offset() + i) * width);
                long row = i / slot.columns();
                Grid.place(table, at, row % inputs, inputs);
                Grid.place(table, at + 2, i % slot.columns(), slot.columns());
                if (slot.shape().extents().size() == 4) {
                    long breadth = slot.shape().extents().get(1);
                    table[at + 4] = Grid.coordinate(
                            row / inputs / breadth, slot.shape().extents().get(0));
                    table[at + 5] = Grid.coordinate(row / inputs % breadth, breadth);
                }
                if (layout.slots().size() > 1) {
                    table[at + 4 + kernel] =
                            Grid.coordinate(number, layout.slots().size());
                }
            }
        }
        return features.of(table, width);
    }

    private static long channels(Slot slot) {
        List<Long> extents = slot.shape().extents();
        return extents.get(extents.size() - 2);
    }

    private static boolean hasKernels(Layout layout) {
        return layout.slots().stream().anyMatch(slot -> slot.shape().extents().size() == 4);
    }
}
