package io.weightloom.runner.web;

import io.weightloom.data.Predicted;
import io.weightloom.explore.Axis;
import io.weightloom.explore.Behaviour;
import io.weightloom.explore.Response;
import io.weightloom.explore.TensorView;
import io.weightloom.explore.WeightImage;
import io.weightloom.text.KebabCase;
import io.weightloom.trial.Predictions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a network can be seen to do.
 *
 * @param trial id of its trial
 * @param response what it says where it is asked; null if it has more than two inputs, some that are no numbers, or
 *     reads sequences
 * @param tensors of its weights, in the order of the layout
 * @param scaledAnew whether rows of its cells' tensors are scaled anew at each step of a sequence; they are told as
 *     they were trained, before that
 */
record BehaviourAnswer(long trial, @Nullable ResponseAnswer response, List<TensorAnswer> tensors, boolean scaledAnew) {

    /** As many digits as tell any two numbers apart. */
    static final int ALL = 9;

    /**
     * What a network says where it is asked.
     *
     * @param form curve, grid or picture
     * @param axes one, or two: the first from left to right, the second from row to row
     * @param outputs names of the classes, or of the numbers to predict
     * @param classes the most probable class at each point, row by row, as its place among the outputs; null for
     *     numbers
     * @param values for each output one number for each point, row by row: the probability of a class, or the number in
     *     its own units; null if it is not finite
     */
    record ResponseAnswer(
            String form,
            List<AxisAnswer> axes,
            List<String> outputs,
            @Nullable List<Integer> classes,
            List<List<@Nullable Float>> values) {

        static ResponseAnswer of(Response response, int digits) {
            Predictions predictions = response.predictions();
            List<Integer> classes = new ArrayList<>();
            List<List<@Nullable Float>> values = new ArrayList<>();
            for (int output = 0; output < predictions.of().outputs(); output++) {
                List<@Nullable Float> points = new ArrayList<>();
                for (int point = 0; point < predictions.rows(); point++) {
                    points.add(shown((float) predictions.value(point, output), digits));
                }
                values.add(points);
            }
            for (int point = 0; point < predictions.rows(); point++) {
                classes.add(predictions.largest(point));
            }
            return new ResponseAnswer(
                    KebabCase.of(response.form()),
                    response.axes().stream().map(AxisAnswer::of).toList(),
                    predictions.of().names(),
                    predictions.of() instanceof Predicted.Classes ? classes : null,
                    values);
        }
    }

    /**
     * The values of one input, all as far from each other.
     *
     * @param name of the input
     * @param from the first, in its own units
     * @param to the last
     * @param points how many
     */
    record AxisAnswer(String name, double from, double to, int points) {

        static AxisAnswer of(Axis axis) {
            return new AxisAnswer(axis.name(), axis.from(), axis.to(), axis.points());
        }
    }

    /**
     * One tensor in short. A number that is not finite is null.
     *
     * @param name of its slot
     * @param shape extents, outermost first
     * @param mean of its weights
     * @param deviation standard deviation of its weights
     * @param min the least
     * @param max the largest
     * @param image its weights in small; null where the response shows what they do
     */
    record TensorAnswer(
            String name,
            List<Long> shape,
            @Nullable Float mean,
            @Nullable Float deviation,
            @Nullable Float min,
            @Nullable Float max,
            @Nullable ImageAnswer image) {

        static TensorAnswer of(TensorView tensor, int digits) {
            return new TensorAnswer(
                    tensor.name(),
                    tensor.shape(),
                    shown((float) tensor.mean(), digits),
                    shown((float) tensor.deviation(), digits),
                    shown((float) tensor.min(), digits),
                    shown((float) tensor.max(), digits),
                    tensor.image().map(image -> ImageAnswer.of(image, digits)).orElse(null));
        }
    }

    /**
     * Weights as a picture.
     *
     * @param height rows
     * @param width columns
     * @param pixels row by row; one that is not finite is null
     */
    record ImageAnswer(int height, int width, List<@Nullable Float> pixels) {

        static ImageAnswer of(WeightImage image, int digits) {
            List<@Nullable Float> pixels = new ArrayList<>();
            for (float pixel : image.pixels()) {
                pixels.add(shown(pixel, digits));
            }
            return new ImageAnswer(image.height(), image.width(), pixels);
        }
    }

    /** @param digits significant ones of each number, of all but the ends of axes; {@value #ALL} for all */
    static BehaviourAnswer of(long trial, Behaviour behaviour, int digits) {
        return new BehaviourAnswer(
                trial,
                behaviour
                        .response()
                        .map(response -> ResponseAnswer.of(response, digits))
                        .orElse(null),
                behaviour.tensors().stream()
                        .map(tensor -> TensorAnswer.of(tensor, digits))
                        .toList(),
                behaviour.scaledAnew());
    }

    private static @Nullable Float shown(float value, int digits) {
        if (!Float.isFinite(value)) {
            return null;
        } else if (digits >= ALL || value == 0) {
            return value;
        }
        double scale = StrictMath.pow(10, digits - 1 - StrictMath.floor(StrictMath.log10(Math.abs(value))));
        float rounded = (float) (Math.rint(value * scale) / scale);
        return Float.isFinite(rounded) ? rounded : value; // the least numbers have no such scale
    }
}
