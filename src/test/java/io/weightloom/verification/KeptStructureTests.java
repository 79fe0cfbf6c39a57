package io.weightloom.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.weightloom.network.Network;
import io.weightloom.network.Structures;
import io.weightloom.network.Trainable;
import io.weightloom.network.Trials;
import io.weightloom.network.graph.Names;
import io.weightloom.program.Work;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.TrialSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Faults are found by programs that were compiled for a trial before. */
class KeptStructureTests {

    private static final TrialSpec TRIAL = Planted.TRIAL;

    /** In the values of every trainable with this in its name; the structure has been found sound with others. */
    @ParameterizedTest
    @CsvSource({"head/w, NaN", "hyper/b, Infinity", "head/w, 0", "hyper/w, 0", "hyper/b, -1000"})
    void aFaultInTheValuesIsFoundAsWithoutStructures(String part, double value) {
        Verification wanted = verified(Structures.NONE, part, value);
        try (Structures structures = Structures.keeping()) {
            assertThat(verified(structures, "none", 0).faults()).isEmpty();

            Verification found = verified(structures, part, value);

            assertThat(verdicts(found)).isEqualTo(verdicts(wanted));
            assertThat(found.faults().isEmpty()).isEqualTo(wanted.faults().isEmpty());
            assertThat(verified(structures, "none", 0).faults()).isEmpty();
        }
    }

    @Test
    void aProgramThatDoesNotComputeWhatSameDiffDoesIsAFault() {
        TrialSpec trial = TRIAL.with(
                Trials.hypernet(new GeneratorSpec.Full(), new ConditionSpec.Fixed(4), Initialisation.DEFAULT, 6));
        try (Structures structures = Structures.keeping()) {
            try (Network network = structures.build(trial, DataType.DOUBLE, Work.UNHEARD)) {
                Probe probe = Probe.of(trial, network, Planted.examples(), Optional.empty());
                network.home()
                        .programs()
                        .gradients(
                                network.graph(),
                                Names.LOSS,
                                network.trainableNames(),
                                List.of(Names.FLAT),
                                probe.shapes())
                        .close(); // it waits, with the constants of now, and nobody has proved it
                INDArray z = network.graph().getVariable(Names.Z).getArr();
                z.muli(1.5);

                Verification verification = Verifier.verify(new ProbedNetwork(trial, network, structures, probe));

                assertThat(verification.faults())
                        .extracting(Finding::check, Finding::subject)
                        .contains(tuple(CheckKind.PROGRAM, "gradients"));
            }
        }
    }

    @Test
    void aFindingTellsThatProgramsWereHeldToSameDiff() {
        try (Structures structures = Structures.keeping()) {
            assertThat(verified(structures, "none", 0).findings())
                    .filteredOn(finding -> finding.check() == CheckKind.PROGRAM)
                    .extracting(Finding::message)
                    .isNotEmpty()
                    .allMatch(message -> message.contains("held to SameDiff's for this structure"));
        }
    }

    private static List<String> verdicts(Verification verification) {
        return verification.findings().stream()
                .map(finding -> "%s %s %s".formatted(finding.check(), finding.subject(), finding.verdict()))
                .toList();
    }

    private static Verification verified(Structures structures, String part, double value) {
        try (Network network = structures.build(TRIAL, DataType.DOUBLE, Work.UNHEARD)) {
            Probe probe = Probe.of(TRIAL, network, Planted.examples(), Optional.empty());
            try (ProbedNetwork probed = new ProbedNetwork(TRIAL, network, structures, probe)) {
                for (Trainable trainable : network.trainables()) {
                    if (trainable.name().contains(part)) {
                        double[] values = probed.value(trainable.name());
                        Arrays.fill(values, value);
                        probed.set(trainable.name(), values);
                    }
                }
            }
            return Verifier.verify(new ProbedNetwork(TRIAL, network, structures, probe));
        }
    }
}
