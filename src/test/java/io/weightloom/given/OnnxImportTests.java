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
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GivenSpec;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Files of PyTorch's exporter and of skl2onnx's form become networks of ours; {@code make_onnx.py} made them. */
class OnnxImportTests {

    private static final Path FILES = Path.of("src", "test", "resources", "given");
    private static final int EXAMPLES = 100;

    @TempDir
    private Path folder;

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
                Arguments.of(
                        "residual",
                        new TargetSpec.Residual(
                                List.of(1, 7, 5), List.of(3, 3, 4), 2, TargetSpec.BatchNorm.NONE, 2, Activation.RELU),
                        "x",
                        "y",
                        End.OUTPUTS),
                Arguments.of("sklearn-three", mlp(Activation.RELU, 4, 8, 3), "X", "probabilities", End.PROBABILITIES),
                Arguments.of(
                        "sklearn-two", mlp(Activation.SIGMOID, 4, 6, 5, 2), "X", "probabilities", End.PROBABILITIES),
                Arguments.of("mlp-scaled", mlp(Activation.RELU, 36, 8, 4), "x", "y", End.OUTPUTS),
                Arguments.of(
                        "conv-scaled",
                        new TargetSpec.Conv(
                                List.of(3, 6, 6),
                                List.of(TargetSpec.Convolution.of("3x3x4")),
                                2,
                                TargetSpec.Pooling.MAX,
                                List.of(2),
                                Activation.RELU),
                        "x",
                        "y",
                        End.OUTPUTS),
                Arguments.of("sklearn-scaled", mlp(Activation.RELU, 4, 8, 2), "X", "probabilities", End.PROBABILITIES),
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
            expected = model.with(input, x, shape(name, target)).floats(output);
        }

        double[] outputs = outputs(target, given.flat(), scaled(x, found, width), width);

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
                .hasMessageContaining(
                        "(Gemm) is not at its place in a residual network; supported are those that target residual is");
        assertThatThrownBy(() -> found("bad-lstm"))
                .hasMessageContaining("cannot be part of a target network; supported are Add, ArgMax,");
        assertThatThrownBy(() -> found("bad-activations"))
                .hasMessageContaining("(Gemm) is followed by the activation TANH, but the first layer by RELU");
        assertThatThrownBy(() -> found("bad-external"))
                .hasMessageContaining(
                        "bad-external.onnx: tensor '0.weight' is kept in another file, which is not read");
        assertThatThrownBy(() -> found("points.npz")).hasMessageContaining("must end in .onnx");
    }

    @Test
    void whatIsLeftOutOfAClassifiersEndIsTold() {
        assertThat(found("sklearn-three").notes())
                .hasSize(4)
                .allSatisfy(note -> assertThat(note).contains("is left out: it makes labels"))
                .anySatisfy(note -> assertThat(note).contains("(ZipMap)"));
    }

    @Test
    void aFileThatEndsAnywhereOrHasOtherBitsIsAFaultThatNamesItOrANetwork() throws IOException {
        com.sun.management.ThreadMXBean memory = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        SplittableRandom random = new SplittableRandom(16);
        for (String name : List.of("conv-norm", "mlp-gelu", "sklearn-three", "conv-kept-norm", "residual-norm")) {
            byte[] whole = Files.readAllBytes(FILES.resolve(name + ".onnx"));
            Path file = folder.resolve("other.onnx");
            for (int i = 0; i < whole.length + 1000; i++) {
                byte[] other = i < whole.length ? Arrays.copyOf(whole, i) : whole.clone();
                for (int bit = 0; i >= whole.length && bit <= i % 3; bit++) {
                    other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
                }
                Files.write(file, other);
                long before = memory.getThreadAllocatedBytes(thread);

                Optional<String> fault = new GivenFiles(folder).fault("other.onnx");

                assertThat(memory.getThreadAllocatedBytes(thread) - before).isLessThan(100_000_000L);
                fault.ifPresent(message -> assertThat(message)
                        .startsWith("other.onnx: ")
                        .containsPattern("byte \\d|node|tensor|input|output|graph|holds no|kernel|weight|layer|scale"));
            }
        }
    }

    private static GivenSpec.Found found(String name) {
        return new GivenFiles(FILES).found(name.contains(".") ? name : name + ".onnx");
    }

    private static TargetSpec mlp(Activation activation, Integer... layers) {
        return new TargetSpec.Mlp(List.of(layers), activation);
    }

    @Test
    void whatAFileScalesByIsFoundAsItIsWritten() {
        assertThat(found("mlp-scaled").standardise()).contains(by(List.of(0.1307), List.of(0.3081)));
        assertThat(found("conv-scaled").standardise()).contains(by(List.of(0.5, 0.4, 0.3), List.of(0.2, 0.25, 0.3)));
        assertThat(found("mlp-relu").standardise()).isEmpty();
    }

    private static DataSpec.Standardise by(List<Double> means, List<Double> deviations) {
        return new DataSpec.Standardise.By(means, deviations, List.of(0.0), List.of(1.0));
    }

    private static float[] scaled(float[] x, GivenSpec.Found found, int width) {
        if (found.standardise().isEmpty()) {
            return x;
        }
        DataSpec.Standardise.By by =
                (DataSpec.Standardise.By) found.standardise().get();
        float[] scaled = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            int column = i % width;
            double mean = by.means().get(column / (width / by.means().size()));
            double deviation =
                    by.deviations().get(column / (width / by.deviations().size()));
            scaled[i] = (float) ((x[i] - mean) / deviation);
        }
        return scaled;
    }

    private static long[] shape(String name, TargetSpec target) {
        if (name.equals("mlp-scaled")) {
            return new long[] {EXAMPLES, 1, 6, 6};
        }
        List<Integer> example = target instanceof TargetSpec.Conv conv
                ? conv.picture()
                : target instanceof TargetSpec.Residual residual
                        ? residual.picture()
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
