package io.weightloom.runner.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.data.Datasets;
import io.weightloom.layout.Ledger;
import io.weightloom.layout.Slot;
import io.weightloom.network.Ledgers;
import io.weightloom.network.NetworkSizes;
import io.weightloom.network.target.Targets;
import io.weightloom.search.Controls;
import io.weightloom.search.FirstRound;
import io.weightloom.search.Proposal;
import io.weightloom.spec.Control;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.settings.Canonical;
import io.weightloom.text.KebabCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What does not depend on the machine that trains and must not change by moving things about: the hashes by which
 * stored results are found again, where the weights of each network lie, and how many there are. What is trained is
 * compared by {@code .ci/same-numbers}.
 */
class BaselineTests {

    private static final Path FOLDER = Path.of(".ci", "baselines");
    private static final Controls CONTROLS = new Controls(new NetworkSizes(), Control.Size.NUMBERS);

    @ParameterizedTest
    @ValueSource(
            strings = {"seed", "a", "mnist", "controls", "tasks/sine-family", "tasks/pictures", "claims/polynomials"})
    void hashesLayoutsAndLedgersAreThoseThatWereWrittenDown(String spec) throws IOException {
        List<String> facts = new ArrayList<>();
        SpecFiles.read(
                        Environments.of(List.of(Path.of("experiments", spec + ".yml")), Map.of(), Map.of()),
                        new Datasets())
                .orThrow()
                .experiments()
                .forEach(experiment -> facts.addAll(facts(experiment)));
        Path now = Path.of("target", "baselines", spec + ".txt");
        Files.createDirectories(now.getParent());
        Files.write(now, facts);

        assertThat(now)
                .as("The results that are stored already know it as in %s. If it has to change, copy it there", FOLDER)
                .hasSameTextualContentAs(FOLDER.resolve(spec + ".txt"));
    }

    private static List<String> facts(ExperimentSpec experiment) {
        List<String> facts = new ArrayList<>();
        facts.add("experiment %s %s".formatted(experiment.name(), Canonical.hash(experiment)));
        Map<List<Slot>, Integer> layouts = new LinkedHashMap<>();
        List<Proposal> round = FirstRound.of(experiment);
        round.forEach(proposal -> facts.add(trial("hypernetwork", proposal.spec(), layouts)));
        for (Control control : experiment.controls()) {
            CONTROLS.of(control, round)
                    .forEach(twin -> facts.add(
                            trial(KebabCase.of(control), twin.proposal().spec(), layouts)));
        }
        layouts.forEach((slots, number) ->
                slots.forEach(slot -> facts.add("layout %s: %s %s at %s, fan-in %s, fan-out %s, %s"
                        .formatted(
                                number,
                                slot.name(),
                                slot.shape(),
                                slot.offset(),
                                slot.fanIn(),
                                slot.fanOut(),
                                KebabCase.of(slot.role())))));
        return facts;
    }

    private static String trial(String role, TrialSpec trial, Map<List<Slot>, Integer> layouts) {
        Ledger ledger = Ledgers.of(trial.target(), trial.weights());
        int layout = layouts.computeIfAbsent(Targets.layout(trial.target()).slots(), slots -> layouts.size() + 1);
        return "%s %s: theta %s, generated %s, shared %s, generator %s, z %s, tasks %s, largest layer %s, layout %s"
                .formatted(
                        role,
                        Canonical.hash(trial),
                        ledger.theta(),
                        ledger.generated(),
                        ledger.shared(),
                        ledger.generator(),
                        ledger.z(),
                        ledger.tasks(),
                        ledger.largestLayer(),
                        layout);
    }
}
