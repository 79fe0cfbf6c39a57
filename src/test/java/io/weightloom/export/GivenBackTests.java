package io.weightloom.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.format.NamedTensors;
import io.weightloom.format.Npz;
import io.weightloom.format.Safetensors;
import io.weightloom.format.Tensor;
import io.weightloom.given.GivenFiles;
import io.weightloom.layout.Layout;
import io.weightloom.network.target.Targets;
import io.weightloom.spec.Activation;
import io.weightloom.spec.GivenSpec;
import io.weightloom.spec.TargetSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is exported in PyTorch's layout comes back as a given network, of every kind of target. */
class GivenBackTests {

    @TempDir
    private Path folder;

    @Test
    void whatIsExportedComesBackBitForBit() throws IOException {
        for (TargetSpec target : List.of(
                new TargetSpec.Mlp(List.of(5, 4, 3, 2), Activation.RELU),
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
}
