package io.weightloom.export;

import io.weightloom.data.Predicted;
import io.weightloom.format.OnnxFile;
import io.weightloom.format.Tensor;
import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import io.weightloom.network.Network;
import io.weightloom.network.graph.Names;
import io.weightloom.spec.RecurrentSpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.training.KeptStatistics;
import io.weightloom.trial.ConditionValue;
import io.weightloom.trial.TrainedNetwork;
import io.weightloom.trial.TrainedWeights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Trained networks as models of ONNX. All take examples as the user has them, as {@code x [batch, width]}, with gaps
 * that are not numbers, and give what the runner predicts: {@code probabilities [batch, classes]} and {@code label
 * [batch]}, or {@code values [batch, outputs]}; those of sequences are told by {@link OnnxSequence}.
 */
final class OnnxModels {

    private static final String PRODUCER = "weightloom";

    private OnnxModels() {}

    /**
     * A target network with the weights that were made for it inside.
     *
     * @param value which target network is meant
     * @param precision of the weights
     */
    static byte[] target(TrainedNetwork trained, ConditionValue value, Precision precision) {
        TrainedWeights weights = trained.weights();
        float[] flat = trained.generated(value);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, double[]> values = new LinkedHashMap<>();
        for (Slot slot : weights.layout().slots()) {
            float[] own = Arrays.copyOfRange(flat, (int) slot.offset(), (int) slot.end());
            Tensor tensor = Tensor.of(own, slot.shape().toArray());
            tensors.put(Names.target(slot.name()), tensor);
            values.put(Names.target(slot.name()), tensor.doubles());
        }
        KeptStatistics statistics = weights.learned().statistics();
        int task = value instanceof ConditionValue.Task chosen ? chosen.number() : 0;
        try (Network network = Network.trained(weights.spec().with(new WeightsSpec.Plain()), values, DataType.FLOAT)) {
            StoredWeights stored = StoredWeights.of(tensors, Layout.empty(), precision);
            return model(
                    "target",
                    weights,
                    weights.predicted(value),
                    network,
                    stored,
                    precision,
                    added -> statistics
                            .values()
                            .keySet()
                            .forEach(name -> added.statistic(name, statistics.row(name, task))));
        }
    }

    /**
     * The compressed form itself: what was trained, and the graph that makes a target network of it and runs that;
     * beside {@code x} it takes what its condition does ({@link OnnxCondition}).
     */
    static byte[] hypernetwork(TrainedWeights weights, Precision precision) {
        Map<String, double[]> values = new LinkedHashMap<>();
        for (String name : weights.names()) {
            float[] numbers = weights.of(name);
            values.put(name, Tensor.of(numbers, numbers.length).doubles());
        }
        try (Network network = Network.trainedOfOneTask(weights.spec(), values, DataType.FLOAT)) {
            StoredWeights stored = StoredWeights.of(weights, precision);
            return model(
                    "hypernetwork",
                    weights,
                    weights.preprocessing().predicted(),
                    network,
                    stored,
                    precision,
                    added -> new OnnxCondition(added, weights).add());
        }
    }

    private static byte[] model(
            String name,
            TrainedWeights weights,
            Predicted predicted,
            Network network,
            StoredWeights stored,
            Precision precision,
            Consumer<OnnxNetwork> condition) {
        OnnxFile file = new OnnxFile(name);
        OnnxNetwork added = OnnxNetwork.of(file, network, stored);
        OnnxScaling scaling = new OnnxScaling(added);
        if (weights.spec().target() instanceof RecurrentSpec target) {
            boolean operators = target.cellNorm() == RecurrentSpec.Norm.NONE && ExportedTarget.isThere(weights.spec());
            OnnxSequence sequence = new OnnxSequence(added, target, operators);
            String x = sequence.input(weights.preprocessing());
            condition.accept(added);
            scaling.outputs(sequence.output(x), predicted, sequence.axes());
        } else {
            added.bind(Names.X, scaling.inputs(Names.X, weights.preprocessing()));
            condition.accept(added);
            scaling.outputs(added.output(), predicted, List.of(OnnxScaling.BATCH));
        }
        return file.bytes(
                PRODUCER, weights.provenance().runner(), OnnxMetadata.of(weights, predicted, precision, added.held()));
    }
}
