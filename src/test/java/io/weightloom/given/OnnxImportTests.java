package io.weightloom.given;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import ai.onnxruntime.OrtException;
import io.weightloom.export.OnnxModel;
import io.weightloom.network.Network;
import io.weightloom.network.Trials;
import io.weightloom.network.graph.Names;
import io.weightloom.program.InferenceProgram;
import io.weightloom.spec.Activation;
import io.weightloom.spec.GivenSpec;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Files of PyTorch's exporter and of skl2onnx's form become networks of ours; {@code make_onnx.py} made them. */
class OnnxImportTests {

    private static final Path FILES = Path.of("src", "test", "resources", "given");
    private static final int EXAMPLES = 100;

    /** What a model's output is, of ours. */
    private enum End {
        OUTPUTS,
        PROBABILITIES
    }

    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of("mlp-relu", mlp(Activation.RELU, 6, 9, 7, 3), "x", "y", End.OUTPUTS),
                Arguments.of("mlp-tanh", mlp(Activation.TANH, 4, 16, 8, 3), "x", "y", End.PROBABILITIES),
                Arguments.of("mlp-gelu", mlp(Activation.GELU, 5, 8, 8, 2), "x", "y", End.OUTPUTS),
                Arguments.of("mlp-silu", mlp(Activation.SILU, 5, 8, 2), "x", "y", End.OUTPUTS),
                Arguments.of("mlp-norm", mlp(Activation.TANH, 5, 8, 6, 2), "x", "y", End.OUTPUTS),
                Arguments.of("siren", new TargetSpec.Siren(List.of(2, 12, 12, 3), 30), "x", "y", End.OUTPUTS),
                Arguments.of(
                        "conv-norm",
                        new TargetSpec.Conv(
                                List.of(2, 8, 12),
                                List.of(TargetSpec.Convolution.of("3x3x4"), TargetSpec.Convolution.of("5x5x6")),
                                2,
                                TargetSpec.Pooling.MAX,
                                List.of(10, 3),
                                Activation.RELU),
                        "x",
                        "y",
                        End.OUTPUTS),
                Arguments.of(
                        "conv-kept-norm",
                        new TargetSpec.Conv(
                                List.of(2, 8, 8),
                                List.of(TargetSpec.Convolution.of("3x3x4")),
                                2,
                                TargetSpec.Pooling.AVERAGE,
                                List.of(3),
                                Activation.TANH),
                        "x",
                        "y",
                        End.OUTPUTS),
                Arguments.of("sklearn-three", mlp(Activation.RELU, 4, 8, 3), "X", "probabilities", End.PROBABILITIES),
                Arguments.of(
                        "sklearn-two", mlp(Activation.SIGMOID, 4, 6, 5, 2), "X", "probabilities", End.PROBABILITIES),
                Arguments.of("sklearn-numbers", mlp(Activation.TANH, 4, 7, 1), "X", "variable1", End.OUTPUTS));
    }

    @ParameterizedTest
    @MethodSource("files")
    void ourNetworkComputesWhatOnnxRuntimeDoes(String name, TargetSpec target, String input, String output, End end)
            throws IOException, OrtException {
        String file = name + ".onnx";
        GivenFiles files = new GivenFiles(FILES);
        GivenSpec.Found found = files.found(file);
        GivenSpec given = files.read(new GivenSpec(file, "", GivenSpec.Order.GIVEN), found.target());
        int width = Math.toIntExact(target.input().width());
        float[] x = numbers(EXAMPLES * width);
        float[] expected;
        try (OnnxModel model = new OnnxModel(Files.readAllBytes(FILES.resolve(file)))) {
            expected = model.with(input, x, shape(target)).floats(output);
        }

        double[] outputs = outputs(target, given.flat(), x, width);

        assertThat(found.target()).isEqualTo(target);
        double[] actual = end == End.PROBABILITIES ? softmax(outputs, outputs.length / EXAMPLES) : outputs;
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], offset(1e-5 * Math.max(1, Math.abs(expected[i]))));
        }
    }

    @Test
    void whatNoTargetCanBeIsOneFaultThatNamesNodeAndOperatorAndWhatCouldBe() {
        assertThatThrownBy(() -> found("bad-stride"))
                .isInstanceOf(GivenException.class)
                .hasMessageContaining("bad-stride.onnx: node '")
                .hasMessageContaining("(Conv) has strides [2, 2]")
                .hasMessageContaining("supported are convolutions that keep height and width");
        assertThatThrownBy(() -> found("bad-residual"))
                .hasMessageContaining("(Add) adds two things that the network computes");
        assertThatThrownBy(() -> found("bad-lstm"))
                .hasMessageContaining("cannot be part of a target network; supported are Add, ArgMax,");
        assertThatThrownBy(() -> found("bad-activations"))
                .hasMessageContaining("(Gemm) is followed by the activation TANH, but the first layer by RELU");
        assertThatThrownBy(() -> found("points.npz")).hasMessageContaining("must end in .onnx");
    }

    @Test
    void whatIsLeftOutOfAClassifiersEndIsTold() {
        assertThat(found("sklearn-three").notes())
                .hasSize(4)
                .allSatisfy(note -> assertThat(note).contains("is left out: it makes labels"))
                .anySatisfy(note -> assertThat(note).contains("(ZipMap)"));
    }

    private static GivenSpec.Found found(String name) {
        return new GivenFiles(FILES).found(name.contains(".") ? name : name + ".onnx");
    }

    private static TargetSpec mlp(Activation activation, Integer... layers) {
        return new TargetSpec.Mlp(List.of(layers), activation);
    }

    private static long[] shape(TargetSpec target) {
        List<Integer> example = target instanceof TargetSpec.Conv conv
                ? conv.picture()
                : List.of((int) target.input().width());
        return LongStream.concat(LongStream.of(EXAMPLES), example.stream().mapToLong(Integer::longValue))
                .toArray();
    }

    /** What the plain network of these weights computes. */
    private static double[] outputs(TargetSpec target, double[] flat, float[] x, int width) {
        TrialSpec trial = Trials.of(1, target, new WeightsSpec.Plain(), Loss.MSE);
        try (Network network = Network.plain(trial, flat, DataType.FLOAT)) {
            Map<String, long[]> shapes = network.shapes(1, EXAMPLES);
            shapes.remove(Names.Y);
            try (InferenceProgram program = InferenceProgram.compile(
                    network.graph(), network.trainableNames(), List.of(Names.OUTPUT), shapes)) {
                program.load(Names.X, x, width, IntStream.range(0, EXAMPLES).toArray(), 0, EXAMPLES);
                program.run();
                return program.values(Names.OUTPUT);
            }
        }
    }

    private static double[] softmax(double[] outputs, int classes) {
        double[] all = new double[outputs.length];
        for (int i = 0; i < outputs.length; i += classes) {
            double[] powers =
                    Arrays.stream(outputs, i, i + classes).map(Math::exp).toArray();
            double sum = Arrays.stream(powers).sum();
            for (int j = 0; j < classes; j++) {
                all[i + j] = powers[j] / sum;
            }
        }
        return all;
    }

    private static float[] numbers(int count) {
        SplittableRandom random = new SplittableRandom(11);
        float[] all = new float[count];
        for (int i = 0; i < count; i++) {
            all[i] = (float) random.nextDouble(-1.5, 1.5);
        }
        return all;
    }
}
