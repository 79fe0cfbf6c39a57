package io.weightloom.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.ConditionSpec.Damage;
import io.weightloom.spec.Control;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.OrderSpec;
import io.weightloom.spec.Sizes;
import io.weightloom.spec.SweepSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.spec.fault.Misfit;
import io.weightloom.spec.read.Yaml;
import io.weightloom.spec.settings.Canonical;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ControlsTests {

    /** A hypernetwork trains ten numbers for each of z; a target of width w has w weights. */
    private static final Sizes SIZES = new Sizes() {

        @Override
        public long theta(TargetSpec target) {
            return target.widest();
        }

        @Override
        public long trainable(TrialSpec trial) {
            return 10L * ((HypernetSpec) trial.weights()).condition().zDim();
        }

        /**
         * A hypernetwork's numbers have two bytes; a cut's have four, and a bit of each weight says whether it is left.
         */
        @Override
        public long bytes(TrialSpec trial) {
            return trial.weights() instanceof WeightsSpec.Fewer cut
                    ? 4 * cut.stored() + theta(trial.target()) / 8
                    : 2 * trainable(trial);
        }

        @Override
        public double count(SweepSpec.Count count, TrialSpec trial) {
            return trainable(trial);
        }

        @Override
        public List<Misfit> misfits(TrialSpec trial) {
            return List.of();
        }

        @Override
        public long least(WeightsSpec.Fewer cut, TargetSpec target) {
            return 15;
        }

        @Override
        public long own(GeneratorSpec.Own own, TargetSpec target) {
            return own.rank() == 0 ? theta(target) : own.rank();
        }

        @Override
        public Optional<TargetSpec> matched(TargetSpec target, long trainable) {
            return Optional.of(target.scaled((int) trainable));
        }
    };

    private final Controls controls = new Controls(SIZES, Control.Size.NUMBERS);

    @Test
    void plainTwinsAreSharedByTrialsThatDifferInTheirHypernetworksAlone() {
        List<Proposal> round = round("""
                sweep:
                  parameters:
                    - {name: hypernet.z-dim, values: [2, 4, 8]}
                    - {name: target.layers, values: [[2, 2], [2, 9, 2]]}
                  repeats: 2
                """);

        List<Controls.Twin> twins = controls.of(Control.PLAIN, round);

        assertThat(round).hasSize(12);
        assertThat(twins)
                .extracting(twin -> twin.proposal().swept())
                .containsExactly(
                        Map.of("target.layers", "[2, 2]", "seed", "7"),
                        Map.of("target.layers", "[2, 2]", "seed", "8"),
                        Map.of("target.layers", "[2, 9, 2]", "seed", "7"),
                        Map.of("target.layers", "[2, 9, 2]", "seed", "8"));
        TrialSpec trial = round.get(0).spec();
        assertThat(twins.get(0).of()).isEqualTo(trial);
        assertThat(twins.get(0).proposal().spec())
                .isEqualTo(new TrialSpec(
                        7, trial.data(), trial.target(), new WeightsSpec.Plain(), trial.training(), trial.verify()));
        assertThat(twins.stream().map(twin -> Canonical.hash(twin.proposal().spec())))
                .doesNotHaveDuplicates();
    }

    @Test
    void aMatchedTwinIsAPlainNetworkOfAnotherTargetAndSaysSo() {
        List<Proposal> round = round("""
                sweep:
                  parameters:
                    - {name: hypernet.z-dim, values: [2, 4]}
                    - {name: target.layers, values: [[2, 9, 2], [2, 30, 2]]}
                """);

        List<Controls.Twin> twins = controls.of(Control.MATCHED, round);

        assertThat(twins)
                .extracting(twin -> twin.proposal().swept())
                .containsExactly(Map.of("target.layers", "[2, 20, 2]"), Map.of("target.layers", "[2, 40, 2]"));
        assertThat(twins.get(0).proposal().spec().weights()).isEqualTo(new WeightsSpec.Plain());
    }

    @Test
    void cutTwinsAreLeftWithAsManyNumbersAsTheHypernetworkTrains() {
        TrialSpec trial = round("target: {layers: [2, 90, 2]}").get(0).spec();

        assertThat(controls.twin(Control.PRUNED, trial)).contains(trial.with(new WeightsSpec.Pruned(80)));
        assertThat(controls.twin(Control.LOW_RANK_PLAIN, trial)).contains(trial.with(new WeightsSpec.RankCut(80)));
    }

    /** 160 bytes: 40 numbers, or 37 and where of 90 weights they are. */
    @Test
    void twinsOfSoManyBytesHaveAsManyNumbersAsThoseHold() {
        TrialSpec trial = round("target: {layers: [2, 90, 2]}").get(0).spec();
        Controls byBytes = new Controls(SIZES, Control.Size.BYTES);

        assertThat(byBytes.twin(Control.PRUNED, trial)).contains(trial.with(new WeightsSpec.Pruned(37)));
        assertThat(byBytes.twin(Control.LOW_RANK_PLAIN, trial)).contains(trial.with(new WeightsSpec.RankCut(37)));
        assertThat(byBytes.twin(Control.MATCHED, trial).orElseThrow().target())
                .isEqualTo(trial.target().scaled(40));
    }

    @Test
    void aCutToFewerBytesThanArePossibleIsAFault() {
        TrialSpec trial = round("hypernet: {generator: full, z-dim: 3}").get(0).spec();
        Controls byBytes = new Controls(SIZES, Control.Size.BYTES);

        assertThat(byBytes.twin(Control.PRUNED, trial.with(trial.target().scaled(90))))
                .isEmpty();
        assertThat(byBytes.fault(Control.PRUNED, trial.with(trial.target().scaled(90))))
                .contains("cannot cut the target to the 60 bytes of the hypernetwork");
    }

    /**
     * A regulariser is about generated weights, so trials that differ in it share a plain twin that is held to nothing.
     */
    @Test
    void plainTwinsThatLearnOneTaskAfterTheOtherAreHeldToNothing() {
        ExperimentSpec experiment = Yaml.read("""
                experiments:
                  sequence:
                    data: {source: polynomials, samples-per-task: 50}
                    target: {layers: [1, 8, 1]}
                    hypernet: {generator: full, condition: per-task, z-dim: 2}
                    training: {epochs: 2, batch-size: 10, order: sequential}
                    sweep: {parameters: [{name: training.regulariser, values: [0, 0.1]}]}
                """).get(0);
        List<Proposal> round = FirstRound.of(experiment);

        List<Controls.Twin> twins = controls.of(Control.PLAIN, round);

        assertThat(round).hasSize(2);
        assertThat(twins).hasSize(1);
        assertThat(twins.get(0).proposal().spec().training().order())
                .isEqualTo(new OrderSpec.Sequential(0, OrderSpec.LookAhead.NONE));
    }

    /** Whose the norms are tells hypernetworks apart, not networks that train all of their weights. */
    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "MATCHED", "PRUNED", "LOW_RANK_PLAIN"})
    void trialsThatDifferInWhoseTheirNormsAreShareTheirTwin(Control control) {
        List<Proposal> round = round("""
                data: {source: glyphs, size: 12, samples: 100}
                target: {kind: residual, input: [1, 12, 12], widths: [90, 90], blocks: 1, outputs: 10}
                sweep: {parameters: [{name: target.norm, values: [shared, per-condition, none]}]}
                """);

        List<Controls.Twin> twins = controls.of(control, round);

        assertThat(twins)
                .extracting(twin -> twin.proposal().swept().get("target.norm"))
                .containsExactly("per-condition", "none");
        assertThat(round.subList(0, 2))
                .allSatisfy(trial -> assertThat(controls.twin(control, trial.spec()))
                        .contains(twins.get(0).proposal().spec()));
    }

    @Test
    void whereTheHypernetworkSavesNothingThereIsNothingToCut() {
        TrialSpec trial = round("target: {layers: [2, 80, 2]}").get(0).spec();

        assertThat(controls.twin(Control.PRUNED, trial)).isEmpty();
        assertThat(controls.fault(Control.PRUNED, trial)).isEmpty();
    }

    @Test
    void aCutBelowWhatIsPossibleIsAFaultWithTheNumbers() {
        TrialSpec trial = round("hypernet: {generator: full, z-dim: 1}").get(0).spec();

        assertThat(controls.twin(Control.LOW_RANK_PLAIN, trial)).isEmpty();
        assertThat(controls.fault(Control.LOW_RANK_PLAIN, trial))
                .contains("can cut the target to no fewer than 15 numbers, but the hypernetwork trains 10");
    }

    @Test
    void aTrialWhoseSizeWasSolvedForHasTheTwinsOfOneWhoseSizeWasWritten() {
        String target = "target: {layers: [2, 80, 80, 2]}\n";
        Proposal solved = round("hypernet: {generator: chunked, z-dim: 2, hidden: [4], target-ratio: 9.748}", target);
        Proposal written = round("hypernet: {generator: chunked, z-dim: 2, hidden: [4], chunk-size: 24}", target);

        assertThat(solved.spec()).isEqualTo(written.spec());
        for (Control control : List.of(Control.PLAIN, Control.MATCHED, Control.PRUNED, Control.LOW_RANK_PLAIN)) {
            assertThat(controls.of(control, List.of(solved)))
                    .hasSize(1)
                    .isEqualTo(controls.of(control, List.of(written)));
        }
    }

    private static Proposal round(String hypernet, String target) {
        ExperimentSpec experiment =
                Yaml.read("""
                experiments:
                  sized:
                    data: {source: moons, samples: 100}
                    training: {epochs: 5}
                """ + (target + hypernet).indent(4)).get(0);
        return FirstRound.of(experiment).get(0);
    }

    @Test
    void damagedTwinsDifferInTheirDamageAlone() {
        TrialSpec trial = round(SINES).get(0).spec();

        for (Map.Entry<Control, Damage> kind : Map.of(
                        Control.Z_FROZEN, Damage.FROZEN, Control.Z_SHUFFLED, Damage.SHUFFLED)
                .entrySet()) {
            List<Controls.Twin> twins = controls.of(kind.getKey(), round(SINES));

            assertThat(twins).hasSize(2);
            assertThat(twins.get(0).proposal().swept()).isEqualTo(Map.of("hypernet.hidden", "[4]"));
            TrialSpec twin = twins.get(0).proposal().spec();
            HypernetSpec hypernet = (HypernetSpec) twin.weights();
            assertThat(hypernet.condition().damage()).isEqualTo(kind.getValue());
            assertThat(twin.with(hypernet.with(new ConditionSpec.PerTask(3, 5))))
                    .isEqualTo(trial);
            assertThat(Canonical.trial(Canonical.json(twin))).isEqualTo(twin);
            assertThat(controls.fault(kind.getKey(), trial)).isEmpty();
        }
        assertThat(Canonical.json(trial)).doesNotContain("damage");
    }

    @Test
    void whatKnowsNothingOfTasksCannotBeDamaged() {
        TrialSpec trial = round("hypernet: {generator: full, z-dim: 1}").get(0).spec();

        for (Control control : List.of(Control.Z_FROZEN, Control.Z_SHUFFLED)) {
            assertThat(controls.twin(control, trial)).isEmpty();
            assertThat(controls.fault(control, trial))
                    .contains(
                            "needs a z for each task, from the conditions per-task or descriptor, but the condition is"
                                    + " learned");
        }
    }

    private static final String SINES = """
            data: {source: sine-family, tasks: 5, samples-per-task: 200}
            target: {layers: [1, 2, 1]}
            hypernet: {generator: full, condition: per-task, z-dim: 3}
            sweep:
              parameters:
                - {name: hypernet.hidden, values: [[4], [5]]}
            """;

    private static List<Proposal> round(String more) {
        Map<String, String> parts = new LinkedHashMap<>(Map.of(
                "data", "data: {source: moons, samples: 100}",
                "target", "target: {layers: [2, 2, 2]}",
                "hypernet", "hypernet: {generator: full, z-dim: 8}"));
        parts.keySet().removeIf(part -> more.startsWith(part + ":") || more.contains("\n" + part + ":"));
        ExperimentSpec experiment = Yaml.read("""
                experiments:
                  grid:
                    seed: 7
                    training: {epochs: 5}
                """ + (String.join("\n", parts.values()) + "\n" + more).indent(4))
                .get(0);
        return FirstRound.of(experiment);
    }
}
