package io.weightloom.given;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.network.NetworkSizes;
import io.weightloom.search.Controls;
import io.weightloom.search.Proposal;
import io.weightloom.spec.Control;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.read.Yaml;
import io.weightloom.spec.settings.Binding;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Networks that a user has may be compared, as other settings are. */
class SweptNetworksTests {

    private static final Path FILES = Path.of("src", "test", "resources", "given");

    private static final String TANH = FILES.resolve("points.onnx").toString();
    private static final String OTHER = FILES.resolve("mlp-tanh.onnx").toString();

    @Test
    void eachValueBringsItsLayersAndStandsInTheTableForTwinsToo() {
        ExperimentSpec experiment = Yaml.read("""
                experiments:
                  points:
                    data: {source: csv, file: '%s', label: label, task: classification}
                    target: {from: '%s'}
                    hypernet: {generator: full, z-dim: 4, hidden: []}
                    training: {epochs: 2, batch-size: 20, objective: outputs}
                    sweep: {parameters: [{name: target.from, values: ['%s', '%s']}]}
                """.formatted(FILES.resolve("points.csv"), TANH, TANH, OTHER))
                .get(0);

        List<TrialSpec> trials = Stream.of(TANH, OTHER)
                .map(file -> Binding.trial(experiment, Map.of("target.from", file), 0))
                .toList();
        List<Proposal> proposals = List.of(
                Proposal.of(trials.get(0), Map.of("target.from", TANH), 1),
                Proposal.of(trials.get(1), Map.of("target.from", OTHER), 1));
        List<Controls.Twin> twins = new Controls(new NetworkSizes(), Control.Size.NUMBERS).of(Control.GIVEN, proposals);

        assertThat(trials)
                .extracting(TrialSpec::target)
                .allSatisfy(
                        target -> assertThat(((TargetSpec.Mlp) target).layers()).containsExactly(4, 16, 8, 3));
        assertThat(trials.get(0).given()).isNotEqualTo(trials.get(1).given());
        assertThat(proposals)
                .extracting(proposal -> proposal.swept().get("target.from"))
                .containsExactly(TANH, OTHER);
        assertThat(twins)
                .extracting(twin -> twin.proposal().swept().get("target.from"))
                .containsExactly(TANH, OTHER);
    }
}
