package io.weightloom.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weightloom.format.ElementType;
import io.weightloom.format.OnnxFile;
import io.weightloom.format.OnnxFile.Axis;
import io.weightloom.network.Network;
import io.weightloom.network.Trials;
import io.weightloom.network.graph.Names;
import io.weightloom.program.compile.Ordering;
import io.weightloom.program.ir.Operation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;

class OnnxOpsTests {

    @Test
    void theKindsOfOpsThatCanBeTranslatedAreThoseThatNetworksHave() {
        Set<String> kinds = new TreeSet<>();
        Stream.concat(OnnxNetworkTests.networks(), OnnxNetworkTests.larger()).forEach(network -> {
            TrialSpec trial = Trials.of(3, (TargetSpec) network.get()[0], (WeightsSpec) network.get()[1], Loss.MSE);
            Map<String, double[]> values = new HashMap<>();
            Network.trainables(trial)
                    .forEach(each -> values.put(
                            each.name(), new double[(int) each.shape().length()]));
            try (Network single = Network.trainedOfOneTask(trial, values, DataType.FLOAT)) {
                Ordering.nodes(single.graph(), List.of(Names.OUTPUT), Set.of())
                        .forEach(node -> kinds.add(
                                ((Operation.Generic) node.operation()).op().opName()));
            }
        });

        assertThat(OnnxOps.kinds()).isEqualTo(kinds);
    }

    /** Of a kind, or with arguments, that no network of ours has. */
    static Stream<Arguments> unknown() {
        Pooling2DConfig padded = Pooling2DConfig.builder()
                .kH(2)
                .kW(2)
                .sH(1)
                .sW(1)
                .pH(1)
                .pW(1)
                .paddingMode(PaddingMode.VALID)
                .build();
        return Stream.of(
                unknown(x -> x.getSameDiff().math().cos(x), "kind cos as ONNX: known are [add, "),
                unknown(x -> x.getSameDiff().nn().relu(x, 0.5), "its cut-off is not 0"),
                unknown(x -> x.getSameDiff().cnn().maxPooling2d(x, padded), "its padding is given"),
                unknown(x -> x.mul(x.getSameDiff().var("w", Nd4j.ones(2))), "'w' is a trainable that nothing"),
                unknown(
                        x -> x.mul(x.getSameDiff().placeHolder("y", DataType.FLOAT, 2)),
                        "'y' is a placeholder that nothing stands for"));
    }

    private static Arguments unknown(UnaryOperator<SDVariable> graph, String message) {
        return Arguments.of(graph, message);
    }

    @ParameterizedTest
    @MethodSource("unknown")
    void whatCannotBeTranslatedIsRefused(UnaryOperator<SDVariable> added, String message) {
        SameDiff graph = SameDiff.create();
        SDVariable output =
                added.apply(graph.placeHolder("x", DataType.FLOAT, 1, 1, 2, 2)).rename("y1");
        OnnxFile file = new OnnxFile("unknown");
        OnnxNodes nodes = new OnnxNodes(file);
        OnnxGraphs graphs = new OnnxGraphs(graph, file, new OnnxConstants(nodes, new OnnxGrids(nodes, List.of())));
        graphs.bind("x", file.input("x", ElementType.FLOAT32, List.of(new Axis.Free("batch"))));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> graphs.value(output.name()))
                .withMessageContaining(message);
    }
}
