package io.weightloom.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.weightloom.network.NetworkSizes;
import io.weightloom.search.Controls;
import io.weightloom.spec.Control;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.read.Yaml;
import io.weightloom.spec.settings.Binding;
import io.weightloom.trial.TrainedNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the README says of a network that one has, from its file to {@code hypernetwork.onnx}. */
class OwnNetworkTests {

    private static final Path FILES = Path.of("src", "test", "resources", "given");

    @Test
    void theReadmesExperimentLeadsFromAModelToAHypernetwork() throws IOException, OrtException {
        String readme = Files.readString(Path.of("README.md"));
        int begin = readme.indexOf("```yaml\n", readme.indexOf("## Bring your own network")) + "```yaml\n".length();
        String yaml = readme.substring(begin, readme.indexOf("```", begin))
                .replace("points.csv", FILES.resolve("points.csv").toString())
                .replace("model.onnx", FILES.resolve("points.onnx").toString());

        ExperimentSpec experiment = Yaml.read(yaml).get(0);
        TrialSpec trial = Binding.first(experiment);

        assertThat(yaml.lines()).hasSizeLessThanOrEqualTo(10);
        assertThat(experiment.controls()).contains(Control.GIVEN);
        assertThat(new Controls(new NetworkSizes(), Control.Size.NUMBERS).twin(Control.GIVEN, trial))
                .isPresent();
        try (TrainedNetwork network = TrainedNetwork.of(TrainedSamples.trained(trial))) {
            NetworkExport export = NetworkExport.of(network, Precision.FLOAT32, Optional.empty(), CardFacts.of("own"));
            assertThat(export.names()).contains("hypernetwork.onnx", "target.onnx");
            try (OnnxModel model = new OnnxModel(OnnxModels.hypernetwork(network.weights(), Precision.FLOAT32))) {
                assertThat(model.with("x", new float[] {1, 2, 3, 4}, 1, 4).floats("probabilities"))
                        .hasSize(3);
            }
        }
    }
}
