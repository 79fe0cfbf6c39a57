package io.weightloom.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.data.Predicted;
import io.weightloom.data.Preprocessing;
import io.weightloom.format.NamedTensors;
import io.weightloom.format.Npz;
import io.weightloom.format.Safetensors;
import io.weightloom.format.Tensor;
import io.weightloom.given.GivenFiles;
import io.weightloom.layout.Layout;
import io.weightloom.network.target.Targets;
import io.weightloom.spec.Activation;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GivenSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.trial.ConditionValue;
import io.weightloom.trial.TrainedNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is exported in PyTorch's layout comes back as a given network, of every kind of target. */
class GivenBackTests {

    @TempDir
    private Path folder;

    @Test
    void whatIsExportedComesBackBitForBit() throws IOException {
        for (TargetSpec target : List.of(
                new TargetSpec.Mlp(List.of(5, 4, 4, 2), Activation.RELU),
                new TargetSpec.Siren(List.of(2, 4, 3), 30),
                new TargetSpec.Conv(
                        List.of(2, 4, 6),
                        List.of(new TargetSpec.Convolution(3, 5, 4), new TargetSpec.Convolution(1, 3, 5)),
                        2,
                        TargetSpec.Pooling.MAX,
                        List.of(4, 3),
                        Activation.TANH),
                new TargetSpec.Residual(
                        List.of(3, 8, 8), List.of(4, 4, 6), 2, TargetSpec.BatchNorm.NONE, 3, Activation.RELU))) {
            Layout layout = Targets.layout(target);
            float[] flat = new float[(int) layout.size()];
            SplittableRandom random = new SplittableRandom(4);
            for (int i = 0; i < flat.length; i++) {
                flat[i] = (float) random.nextDouble(-1, 1);
            }
            Map<String, Tensor> tensors = PyTorchLayout.of(layout, flat, Map.of());
            Path safetensors =
                    Files.write(folder.resolve("target.safetensors"), Safetensors.write(NamedTensors.of(tensors)));
            Path npz = Files.write(folder.resolve("target.npz"), Npz.write(tensors));

            for (Path file : List.of(safetensors, npz)) {
                GivenSpec back = new GivenFiles(folder)
                        .read(new GivenSpec(file.getFileName().toString(), "", GivenSpec.Order.GIVEN), target);

                double[] numbers = back.flat();
                float[] narrow = new float[numbers.length];
                for (int i = 0; i < narrow.length; i++) {
                    narrow[i] = (float) numbers[i];
                }
                assertThat(narrow).as("%s of %s", file, target).isEqualTo(flat);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MLP", "SIREN", "CONV", "PRUNED", "RANK_CUT", "RESIDUAL", "RESIDUAL_WITHOUT_NORM"})
    void aModelOfOnnxComesBackBitForBitWithItsLayersAndItsScaling(TrainedSamples sample) throws IOException {
        try (TrainedNetwork network = TrainedNetwork.of(sample.weights())) {
            ConditionValue own = new ConditionValue.Own();
            Files.write(folder.resolve("target.onnx"), OnnxModels.target(network, own, Precision.FLOAT32));
            GivenFiles files = new GivenFiles(folder);

            GivenSpec.Found found = files.found("target.onnx");
            GivenSpec back = files.read(new GivenSpec("target.onnx", "", GivenSpec.Order.GIVEN), found.target());

            float[] narrow = new float[back.flat().length];
            for (int i = 0; i < narrow.length; i++) {
                narrow[i] = (float) back.flat()[i];
            }
            assertThat(narrow).isEqualTo(network.generated(own));
            assertThat(found.target()).isEqualTo(sample.spec().target());
            Preprocessing preprocessing = network.weights().preprocessing();
            DataSpec.Standardise.By by = (DataSpec.Standardise.By) found.standardise()
                    .orElse(new DataSpec.Standardise.By(List.of(0.0), List.of(1.0), List.of(0.0), List.of(1.0)));
            assertSame(by.means(), preprocessing.inputs().means());
            assertSame(by.deviations(), preprocessing.inputs().deviations());
            if (preprocessing.predicted() instanceof Predicted.Numbers numbers) {
                assertSame(by.labelMeans(), numbers.scale().means());
                assertSame(by.labelDeviations(), numbers.scale().deviations());
            }
        }
    }

    /** But for the rounding to the single precision that a model has them in. */
    private static void assertSame(List<Double> found, double[] known) {
        for (int i = 0; i < known.length; i++) {
            assertThat(found.get(found.size() == 1 ? 0 : i))
                    .isCloseTo(known[i], Offset.offset(2e-7 * Math.max(Math.abs(known[i]), 1e-3)));
        }
    }
}
