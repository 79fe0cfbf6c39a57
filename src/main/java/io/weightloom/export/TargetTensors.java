package io.weightloom.export;

import io.weightloom.data.Predicted;
import io.weightloom.data.Preprocessing;
import io.weightloom.data.Scale;
import io.weightloom.data.raw.Features;
import io.weightloom.format.NamedTensors;
import io.weightloom.format.Tensor;
import io.weightloom.spec.PlainValues;
import io.weightloom.spec.settings.Canonical;
import io.weightloom.text.KebabCase;
import io.weightloom.training.KeptStatistics;
import io.weightloom.trial.ConditionValue;
import io.weightloom.trial.TrainedNetwork;
import io.weightloom.trial.TrainedWeights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tensors of one target network in PyTorch's layout, at a precision; where that stores multiples of a scale, the
 * scale lies beside them, in a shape that multiplies them. The metadata say all that one needs to use them.
 */
final class TargetTensors {

    /** What the name of a tensor's scale has behind the tensor's. */
    static final String SCALE = ".scale";

    private TargetTensors() {}

    static NamedTensors of(TrainedNetwork network, ConditionValue value, Precision precision) {
        TrainedWeights weights = network.weights();
        Map<String, float[]> statistics = new LinkedHashMap<>();
        statistics(weights, value).forEach((name, tensor) -> statistics.put(name, tensor.floats()));
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        PyTorchLayout.of(weights.layout(), network.generated(value), statistics).forEach((name, tensor) -> {
            if (name.contains(PyTorchLayout.STATISTICS)) {
                tensors.put(name, tensor);
                return;
            }
            StoredTensor stored = StoredTensor.of(tensor, precision);
            tensors.put(name, stored.held());
            stored.scales().ifPresent(scales -> tensors.put(name + SCALE, along(stored.axis(), scales, tensor)));
        });
        return new NamedTensors(tensors, metadata(weights, value, precision));
    }

    /**
     * What the norms of one target take for a batch's, by the names of variables, {@code [1, channels, 1, 1]}.
     *
     * @param value that the target is made for
     */
    static Map<String, Tensor> statistics(TrainedWeights weights, ConditionValue value) {
        KeptStatistics kept = weights.learned().statistics();
        int task = value instanceof ConditionValue.Task chosen ? chosen.number() : 0;
        Map<String, Tensor> statistics = new LinkedHashMap<>();
        kept.values().keySet().forEach(name -> {
            float[] row = kept.row(name, task);
            statistics.put(name, Tensor.of(row, 1, row.length, 1, 1));
        });
        return statistics;
    }

    /** Scales in the shape of their tensor, but with 1 for all axes save theirs. */
    private static Tensor along(int axis, Tensor scales, Tensor tensor) {
        long[] shape = new long[tensor.shape().size()];
        Arrays.fill(shape, 1);
        if (!scales.shape().isEmpty()) {
            shape[axis] = scales.length();
        }
        return Tensor.of(scales.floats(), shape);
    }

    private static SortedMap<String, String> metadata(
            TrainedWeights weights, ConditionValue value, Precision precision) {
        SortedMap<String, String> metadata = new TreeMap<>();
        metadata.put("format", "pt"); // as PyTorch's users expect
        metadata.put("precision", KebabCase.of(precision));
        metadata.put("spec", Canonical.json(weights.spec()));
        metadata.put("inputs", PlainValues.json(inputs(weights.preprocessing())));
        metadata.put("outputs", PlainValues.json(outputs(weights.predicted(value))));
        metadata.put("hypernetwork-sha256", weights.sha256());
        if (!(value instanceof ConditionValue.Own)) {
            metadata.put("of", PlainValues.json(of(value)));
        }
        return metadata;
    }

    private static Map<String, Object> inputs(Preprocessing preprocessing) {
        Map<String, Object> inputs = new LinkedHashMap<>();
        Features features = preprocessing.features();
        if (features instanceof Features.Picture picture) {
            inputs.put(
                    "picture",
                    picture.channels() == 1
                            ? List.of(picture.height(), picture.breadth())
                            : List.of(picture.channels(), picture.height(), picture.breadth()));
            picture.white().ifPresent(white -> inputs.put("white", white));
        } else {
            inputs.put("names", features.names());
        }
        inputs.put("fills", numbers(preprocessing.fills()));
        putScale(preprocessing.inputs(), inputs);
        return inputs;
    }

    private static Map<String, Object> outputs(Predicted predicted) {
        Map<String, Object> outputs = new LinkedHashMap<>();
        outputs.put("kind", KebabCase.of(predicted.kind()));
        outputs.put("names", predicted.names());
        putScale(predicted.scale(), outputs);
        return outputs;
    }

    private static void putScale(Scale scale, Map<String, Object> plain) {
        plain.put("means", numbers(scale.means()));
        plain.put("deviations", numbers(scale.deviations()));
    }

    private static Map<String, Object> of(ConditionValue value) {
        if (value instanceof ConditionValue.Task task) {
            return Map.of("task", task.number());
        } else if (value instanceof ConditionValue.Descriptor descriptor) {
            return Map.of("descriptor", numbers(descriptor.numbers()));
        } else if (value instanceof ConditionValue.Z z) {
            return Map.of("z", numbers(z.numbers()));
        }
        return Map.of();
    }

    private static List<Double> numbers(double[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }
}
