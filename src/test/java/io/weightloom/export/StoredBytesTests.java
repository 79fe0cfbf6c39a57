package io.weightloom.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.format.NamedTensors;
import io.weightloom.format.Safetensors;
import io.weightloom.format.Tensor;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.trial.TrainedNetwork;
import io.weightloom.trial.TrainedWeights;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes that a ledger counts before anything is trained, beside those that lie in an export afterwards. */
class StoredBytesTests {

    @ParameterizedTest
    @EnumSource
    void theLedgerCountsTheBytesOfAnExportBeforeAnythingIsTrained(TrainedSamples sample) throws Exception {
        TrainedWeights weights = sample.weights();

        long counted = weights.ledger().bytes();

        assertThat(NarrowedWeights.of(weights, Precision.FLOAT32).bytes()).isEqualTo(counted);
        try (TrainedNetwork network = TrainedNetwork.of(weights)) {
            NetworkExport export =
                    NetworkExport.of(network, Precision.FLOAT32, Optional.empty(), CardFacts.of("sample"));
            if (export.names().contains("hypernetwork.onnx")) {
                assertThat(inModel(export.file("hypernetwork.onnx"), weights)).isEqualTo(counted);
            }
            if (weights.ledger().positionBytes() == 0) {
                NamedTensors file = Safetensors.read(export.file("hypernetwork.safetensors"));
                assertThat(weights.names().stream()
                                .map(file::tensor)
                                .map(Tensor::bytes)
                                .mapToLong(bytes -> bytes.length)
                                .sum())
                        .isEqualTo(counted);
            }
        }
    }

    static Stream<TrialSpec> narrow() {
        TrialSpec rings = TrainedSamples.CONV.spec(); // of kernels, and of layers with scales of their own
        HypernetSpec chunked = (HypernetSpec) TrainedSamples.RESIDUAL.spec().weights();
        return Stream.of(
                rings.with(new WeightsSpec.Quantised(8)),
                rings.with(new WeightsSpec.Quantised(4)),
                TrainedSamples.MLP.spec().with(new WeightsSpec.Quantised(4)),
                TrainedSamples.RESIDUAL.spec().with(inBits(chunked, 16)),
                TrainedSamples.RESIDUAL.spec().with(inBits(chunked, 8)));
    }

    private static HypernetSpec inBits(HypernetSpec h, int bits) {
        return new HypernetSpec(
                h.generator(),
                h.condition(),
                List.of(80),
                h.activation(),
                h.init(),
                h.norm(),
                h.shared(),
                h.residual(),
                bits);
    }

    @ParameterizedTest
    @MethodSource("narrow")
    void whatIsTrainedInFewerBitsLiesInThemAsTheLedgerCountsAndIsTheSameNumbers(TrialSpec trial) throws Exception {
        TrainedWeights weights = TrainedSamples.trained(trial);
        long counted = weights.ledger().bytes();

        StoredWeights stored = StoredWeights.of(weights, Precision.FLOAT32);

        assertThat(counted).isLessThan(4 * weights.ledger().trainable());
        assertThat(stored.bytes()).isEqualTo(counted);
        assertThat(stored.numbers()).containsExactlyEntriesOf(weights.learned().weights());
        try (TrainedNetwork network = TrainedNetwork.of(weights)) {
            NetworkExport export =
                    NetworkExport.of(network, Precision.FLOAT32, Optional.empty(), CardFacts.of("sample"));
            assertThat(inModel(export.file("hypernetwork.onnx"), weights)).isEqualTo(counted);
        }
    }

    /** So few that places are shorter than bits; about as many; and all but one. */
    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17, 60, 61})
    void aCutByMagnitudeIsCountedWhateverIsShorter(int stored) throws Exception {
        TrainedWeights weights = TrainedSamples.trained(
                TrainedSamples.PRUNED.spec().with(new WeightsSpec.Pruned(stored))); // 14 biases, 24 + 24 weights

        assertThat(NarrowedWeights.of(weights, Precision.FLOAT32).bytes())
                .isEqualTo(weights.ledger().bytes())
                .isEqualTo(4L * stored + Math.min(6, 4L * (stored - 14)));
        try (TrainedNetwork network = TrainedNetwork.of(weights)) {
            NetworkExport export =
                    NetworkExport.of(network, Precision.FLOAT32, Optional.empty(), CardFacts.of("sample"));
            assertThat(inModel(export.file("hypernetwork.onnx"), weights))
                    .isEqualTo(weights.ledger().bytes());
        }
    }

    /** What is trained, scales and places included. */
    private static long inModel(byte[] model, TrainedWeights weights) throws Exception {
        return ModelProto.parseFrom(model).getGraph().getInitializerList().stream()
                .filter(each -> weights.names().contains(each.getName())
                        || weights.names().contains(each.getName().replaceFirst("/(scale|places)$", "")))
                .map(TensorProto::getRawData)
                .mapToLong(bytes -> bytes.size())
                .sum();
    }
}
