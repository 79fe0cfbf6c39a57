package io.weightloom.verification;

import static io.weightloom.verification.FindingAssertions.on;
import static io.weightloom.verification.FindingAssertions.subjects;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.Examples;
import io.weightloom.network.Network;
import io.weightloom.network.Trials;
import io.weightloom.spec.Activation;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

class ScaleTests {

    static Stream<HypernetSpec> hyperfans() {
        return Stream.of(Initialisation.HYPERFAN_IN, Initialisation.HYPERFAN_OUT)
                .flatMap(init -> Stream.of(
                        Trials.full(init, 8, 16),
                        Trials.chunked(init, 8, 128, 0, 16),
                        Trials.chunked(init, 8, 32, 0, 16),
                        Trials.chunked(init, 8, 128, 8, 32)));
    }

    /** One in a thousand is expected outside the band; of these 20 x 9 at most one. */
    @ParameterizedTest
    @MethodSource("hyperfans")
    void theBandHoldsWhatTheInitialisationPromises(HypernetSpec hypernet) {
        long outside = 0;
        for (int seed = 0; seed < 20; seed++) {
            outside += findings(seed, hypernet, 1).stream()
                    .filter(finding -> finding.verdict() != Verdict.OK)
                    .count();
        }
        assertThat(outside).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("hyperfans")
    void aGeneratorSevenTimesTooLoudIsNoted(HypernetSpec hypernet) {
        List<Finding> findings = findings(3, hypernet, 7);

        assertThat(subjects(Verdict.NOTED, findings)).contains("target/w1", "target/w2", "pre/1", "pre/2");
        assertThat(findings).noneMatch(finding -> finding.verdict().fault());
        assertThat(on("target/w1", findings).message())
                .matches(
                        "Tensor w1 starts with a second moment of \\S+, outside \\S+ to \\S+ around the intended \\S+\\.");
    }

    @Test
    void promisesArePresentedForInputsOfTheBatchsOwnSecondMoment() {
        TrialSpec trial = Trials.of(
                1, Trials.full(Initialisation.HYPERFAN_IN, 8, 16), Activation.RELU, Loss.CROSS_ENTROPY, 64, 96, 48, 10);
        Examples unit = Planted.examples(32, 64, 10);
        float[] doubled = unit.features().clone();
        for (int i = 0; i < doubled.length; i++) {
            doubled[i] *= 2;
        }
        Examples loud = new Examples(doubled, unit.labels(), 32, 64, 10);

        // hyperfan-in: power = input + 1 in front of the first ReLU
        assertThat(intended(trial, loud) - 1).isCloseTo(4 * (intended(trial, unit) - 1), within(1e-9));
    }

    @Test
    void nothingIsPromisedByTheDefaultButFarIsNoted() {
        List<Finding> quiet = findings(1, Trials.full(Initialisation.DEFAULT, 8, 16), 1);
        List<Finding> loud = findings(1, Trials.full(Initialisation.DEFAULT, 8, 16), 7);

        assertThat(on("target/w1", quiet).message())
                .matches("Tensor w1 starts with a second moment of \\S+; the initialisation promises none\\.");
        assertThat(on("target/w1", quiet).measures()).doesNotContainKey("intended");
        assertThat(on("pre/1", loud).verdict()).isEqualTo(Verdict.NOTED);
        assertThat(on("pre/1", loud).message())
                .matches("Pre-activation pre/1 starts with a second moment of \\S+; the initialisation promises none, "
                        + "but it is outside 0.01 to 10\\.");
    }

    @Test
    void aTargetWhoseReluUnitsAreSilentIsNotedWithTheirShare() {
        Planted planted = Planted.sound();
        for (int unit = 0; unit < 4; unit++) {
            planted.value("hyper/head/b", 15 + unit, -100); // b1 is elements 15 to 19
        }

        Finding finding = on("pre/1", planted.findings(new Scale()));

        assertThat(finding.verdict()).isEqualTo(Verdict.NOTED);
        assertThat(finding.measures()).containsEntry("silent-units", 0.8);
        assertThat(finding.message()).endsWith(" The ReLU behind it lets nothing through in 80 % of its units.");
    }

    @Test
    void aTensorThatIsNotFiniteIsAFault() {
        List<Finding> findings =
                Planted.sound().value("hyper/head/b", 0, Double.NaN).findings(new Scale());

        assertThat(on("target/w1", findings).verdict()).isEqualTo(Verdict.NON_FINITE);
        assertThat(on("target/w1", findings).message()).isEqualTo("Tensor w1 is not finite.");
    }

    @Test
    void aPlainNetworkIsMeasured() {
        TrialSpec trial = Trials.of(1, new WeightsSpec.Plain(), Activation.TANH, Loss.MSE, 3, 5, 2);
        try (Network network = Network.build(trial, DataType.DOUBLE);
                ProbedNetwork probed = new ProbedNetwork(trial, network, Planted.examples())) {
            assertThat(new Scale().findings(probed))
                    .hasSize(6)
                    .allSatisfy(finding -> assertThat(finding.measures()).containsKey("second-moment"));
        }
    }

    /** scipy 1.17.1, {@code chi2.ppf(0.0005, n) / n} and {@code chi2.ppf(0.9995, n) / n}. */
    @ParameterizedTest
    @CsvSource({
        "5, 0.031627504577930704, 4.421065355641522",
        "10, 0.12649820806643883, 3.141981250740049",
        "100, 0.5989565798656428, 1.531669550816681",
        "25088, 0.9708811939629092, 1.0296410979519468"
    })
    void theBandIsThatOfTheChiSquaredDistribution(double n, double low, double high) {
        Scatter.Band band = Scatter.band(n);

        assertThat(band.low()).isCloseTo(low, within(0.015)); // what the approximation is good for
        assertThat(band.high()).isCloseTo(high, within(0.015 * high));
    }

    private static double intended(TrialSpec trial, Examples examples) {
        ToDoubleFunction<ProbedNetwork> intended =
                probed -> on("pre/1", new Scale().findings(probed)).measures().get("intended");
        try (Network network = Network.build(trial, DataType.DOUBLE);
                ProbedNetwork probed = new ProbedNetwork(trial, network, examples)) {
            return intended.applyAsDouble(probed);
        }
    }

    private static List<Finding> findings(long seed, HypernetSpec hypernet, double factor) {
        TrialSpec trial = Trials.of(seed, hypernet, Activation.RELU, Loss.CROSS_ENTROPY, 64, 96, 48, 10);
        try (Network network = Network.build(trial, DataType.DOUBLE);
                ProbedNetwork probed = new ProbedNetwork(trial, network, Planted.examples(32, 64, 10))) {
            for (String head : List.of("hyper/head/w", "hyper/head/b")) {
                double[] values = probed.value(head);
                probed.set(
                        head, Arrays.stream(values).map(value -> factor * value).toArray());
            }
            return new Scale().findings(probed);
        }
    }
}
