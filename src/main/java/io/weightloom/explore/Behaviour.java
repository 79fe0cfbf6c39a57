package io.weightloom.explore;

import io.weightloom.data.Preprocessing;
import io.weightloom.data.raw.Features;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.Table;
import io.weightloom.layout.Slot;
import io.weightloom.trial.ConditionValue;
import io.weightloom.trial.TrainedNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a trained network can be seen to do: for one or two inputs that are numbers, what it says at many of their
 * values; for more, its weights as small pictures. And of every tensor its statistics.
 *
 * @param response what it says; empty if it has other inputs
 * @param tensors of the target network, in the order of its layout
 * @param scaledAnew whether rows of its cells' tensors are scaled anew at each step of a sequence; they are shown as
 *     they were trained, before that
 */
public record Behaviour(Optional<Response> response, List<TensorView> tensors, boolean scaledAnew) {

    /** Fewest points of a side. */
    public static final int FEWEST = 2;

    /** Most points of a side. */
    public static final int MOST = 128;

    /** Pixels on a side of a tensor's picture, at most. */
    static final int MOST_PIXELS = 64;

    /** Pixels of all tensors' pictures together, about. */
    static final int ALL_PIXELS = 1 << 16;

    /** Copies the list. */
    public Behaviour {
        tensors = List.copyOf(tensors);
    }

    /**
     * That of a network.
     *
     * @param value which target network is meant
     * @param side points of a side, of a picture the longer one, in [{@value #FEWEST}, {@value #MOST}]
     * @throws InvalidDataException if the network's condition does not allow this value
     */
    public static Behaviour of(TrainedNetwork network, ConditionValue value, int side) {
        if (side < FEWEST || side > MOST) {
            throw new IllegalArgumentException("A side has %s to %s points, not %s".formatted(FEWEST, MOST, side));
        }
        float[] weights = network.generated(value);
        Optional<Response> response = axes(network, side).map(axes -> response(network, value, axes));
        return new Behaviour(
                response,
                tensors(
                        network.weights().layout().slots().stream()
                                .filter(network::has)
                                .toList(),
                        weights,
                        response.isEmpty()),
                network.scalesAnew());
    }

    private static Optional<List<Axis>> axes(TrainedNetwork network, int side) {
        Preprocessing preprocessing = network.weights().preprocessing();
        List<String> names = preprocessing.features().names();
        if (preprocessing.features() instanceof Features.Coordinates pixel) {
            int longer = Math.max(pixel.height(), pixel.breadth());
            return Optional.of(List.of(
                    pixels(names.get(0), pixel.breadth(), longer, side),
                    pixels(names.get(1), pixel.height(), longer, side)));
        } else if (network.readsSequences() || names.size() > 2 || !areNumbers(preprocessing.features())) {
            return Optional.empty();
        }
        return Optional.of(IntStream.range(0, names.size())
                .mapToObj(column -> Axis.around(names.get(column), preprocessing.inputs(), column, side))
                .toList());
    }

    /** As many as make the pixels square, with {@code side} of them along the longer side. */
    private static Axis pixels(String name, int length, int longer, int side) {
        double reach = length / (double) longer;
        return Axis.ofPixels(name, reach, Math.max(1, (int) Math.round(side * reach)));
    }

    private static boolean areNumbers(Features features) {
        return features instanceof Features.Columns table
                && table.columns().stream()
                        .allMatch(column ->
                                column.width() == 1 && column.categories().isEmpty());
    }

    private static Response response(TrainedNetwork network, ConditionValue value, List<Axis> axes) {
        Axis across = axes.get(0);
        int rows = axes.size() == 1 ? 1 : axes.get(1).points();
        double[] points = new double[rows * across.points() * axes.size()];
        for (int i = 0; i < rows * across.points(); i++) {
            points[i * axes.size()] = across.at(i % across.points());
            if (axes.size() > 1) {
                points[i * axes.size() + 1] = axes.get(1).at(i / across.points());
            }
        }
        Table raw = new Table.Numbers(points, axes.stream().map(Axis::name).toList());
        Response.Form form = network.weights().preprocessing().features() instanceof Features.Coordinates
                ? Response.Form.PICTURE
                : axes.size() == 1 ? Response.Form.CURVE : Response.Form.GRID;
        return new Response(form, axes, network.predict(raw, value));
    }

    private static List<TensorView> tensors(List<Slot> slots, float[] flat, boolean shown) {
        int side = (int) Math.sqrt(ALL_PIXELS / (double) Math.max(1, slots.size()));
        List<TensorView> tensors = new ArrayList<>();
        for (Slot slot : slots) {
            List<Long> shape = slot.shape().extents();
            float[] weights = Arrays.copyOfRange(flat, (int) slot.offset(), (int) slot.end());
            int columns = Math.toIntExact(shape.get(shape.size() - 1));
            Optional<WeightImage> image = shown
                    ? Optional.of(WeightImage.of(weights, columns, Math.min(MOST_PIXELS, Math.max(1, side))))
                    : Optional.empty();
            tensors.add(TensorView.of(slot.name(), shape, weights, image));
        }
        return tensors;
    }
}
