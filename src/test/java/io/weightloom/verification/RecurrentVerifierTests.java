package io.weightloom.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.network.Trials;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.RecurrentSpec;
import io.weightloom.spec.RecurrentSpec.Norm;
import io.weightloom.spec.SequenceSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Recurrent networks on a text, verified as any trial is. */
class RecurrentVerifierTests {

    private static final int STEPS = 7;
    private static final int UNSCORED = 2;

    @TempDir
    private static Path folder;

    private static DataSpec text;
    private static Dataset data;

    @BeforeAll
    static void writeText() throws IOException {
        SplittableRandom random = new SplittableRandom(4);
        String words = Stream.generate(
                        () -> List.of("da ", "cab ", "bad ", "add ").get(random.nextInt(4)))
                .limit(400)
                .collect(Collectors.joining());
        Path file = Files.writeString(folder.resolve("words.txt"), words);
        text = new DataSpec(new SequenceSpec.Text(file, STEPS, UNSCORED), 0.1, 0.1);
        data = new Datasets().load(text, 1);
    }

    static Stream<TrialSpec> sound() {
        RecurrentSpec lstm = lstm(Norm.NONE, 1);
        return Stream.of(
                trial(new RecurrentSpec.Rnn(5, 4, 2, Norm.LAYER, UNSCORED, STEPS), new WeightsSpec.Plain()),
                trial(lstm, new WeightsSpec.Plain()),
                trial(lstm(Norm.LAYER, 2), new WeightsSpec.Plain()),
                trial(lstm, Trials.full(Initialisation.HYPERFAN_IN, 4, 16)),
                trial(lstm, Trials.chunked(Initialisation.HYPERFAN_IN, 4, 20, 0, 16)),
                trial(
                        lstm,
                        Trials.learned(
                                new GeneratorSpec.LowRank(2, GeneratorSpec.LowRank.Base.NONE),
                                Initialisation.HYPERFAN_IN,
                                4,
                                16)),
                trial(lstm, anew(2, Norm.NONE)),
                trial(lstm(Norm.LAYER, 1), anew(1, Norm.LAYER)),
                trial(lstm(Norm.LAYER, 2), anew(2, Norm.LAYER)),
                trial(lstm(Norm.NONE, 1), whole(2, Norm.NONE)),
                trial(dropping(Norm.LAYER, 2), whole(3, Norm.LAYER)),
                trial(dropping(Norm.LAYER, 2), new WeightsSpec.Plain()),
                trial(dropping(Norm.NONE, 1), Trials.full(Initialisation.HYPERFAN_IN, 4, 16)),
                trial(dropping(Norm.NONE, 1), anew(2, Norm.LAYER)));
    }

    private static RecurrentSpec lstm(Norm norm, int depth) {
        return new RecurrentSpec.Lstm(5, 4, depth, norm, UNSCORED, STEPS);
    }

    private static RecurrentSpec dropping(Norm norm, int depth) {
        return new RecurrentSpec.Lstm(5, 4, depth, norm, UNSCORED, STEPS, 0.25);
    }

    private static HypernetSpec anew(int zDim, Norm norm) {
        return anew(new GeneratorSpec.RowScaling(), zDim, norm);
    }

    private static HypernetSpec whole(int zDim, Norm norm) {
        return anew(new GeneratorSpec.Full(), zDim, norm);
    }

    private static HypernetSpec anew(GeneratorSpec generator, int zDim, Norm norm) {
        return Trials.hypernet(generator, new ConditionSpec.Recurrent(zDim, 3, norm, 0), Initialisation.DEFAULT);
    }

    private static TrialSpec trial(RecurrentSpec target, WeightsSpec weights) {
        TrialSpec trial = Trials.of(6, target, weights, Loss.CROSS_ENTROPY);
        return new TrialSpec(6, text, target, weights, trial.training(), trial.verify());
    }

    @ParameterizedTest
    @MethodSource("sound")
    void soundNetworksHaveNoFault(TrialSpec trial) {
        Verification verification = Verifier.verify(trial, data);

        assertThat(verification.faults()).isEmpty();
        assertThat(verification.findings()).extracting(Finding::check).contains(CheckKind.TARGET, CheckKind.BATCH);
    }

    static Stream<HypernetSpec> generators() {
        return Stream.of(anew(2, Norm.NONE), whole(2, Norm.NONE));
    }

    /** By the published first values: signals of zero let nothing through to the cell, and scalings of zero to sb. */
    @ParameterizedTest
    @MethodSource("generators")
    void whatThePublishedStartHoldsBackIsDelayedAndNotDead(HypernetSpec weights) {
        Verification verification = Verifier.verify(trial(lstm(Norm.NONE, 1), weights), data);

        Set<String> delayed = verification.findings().stream()
                .filter(finding -> finding.check() == CheckKind.GRADIENT_FLOW && finding.verdict() == Verdict.DELAYED)
                .map(Finding::subject)
                .collect(Collectors.toSet());
        assertThat(delayed)
                .containsExactlyInAnyOrder(
                        "hyper/cell/ux", "hyper/cell/uh", "hyper/cell/ue", "hyper/cell/ub", "hyper/cell/sb");
        assertThat(verification.faults()).isEmpty();
    }
}
