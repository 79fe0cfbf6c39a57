package io.weightloom.runner.review;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Ledger;
import io.weightloom.layout.SampleLedgers;
import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import io.weightloom.runner.store.Metrics;
import io.weightloom.runner.store.NewTrial;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.RunKey;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.store.SweepPlace;
import io.weightloom.runner.store.TrialClaim;
import io.weightloom.runner.store.Trials;
import io.weightloom.spec.Control;
import io.weightloom.training.EpochMetrics;
import io.weightloom.training.TrainingResult;
import io.weightloom.trial.Provenance;
import io.weightloom.trial.TrialOutcome;
import io.weightloom.verification.CheckKind;
import io.weightloom.verification.Finding;
import io.weightloom.verification.Verdict;
import io.weightloom.verification.Verification;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Rows of a run as the job writes them, with made-up numbers. */
public final class SampleRun {

    /** A spec with strings that a page must not take for HTML. */
    public static final String SPEC = "{\"description\":\"<b>1 & 2</b>\",\"seed\":7}";

    public static final Provenance PROVENANCE =
            new Provenance("0.1.0", "abc123", "Temurin 17.0.15", "Linux 6.1 amd64", "EPYC", "linux-x86_64", "d4e5");

    public static final Layout LAYOUT = Layout.empty()
            .with("w1", Shape.of(256, 32), 256, 32, Slot.Role.WEIGHT)
            .with("b1", Shape.of(32), 256, 32, Slot.Role.BIAS);

    private final Runs runs;
    private final Trials trials;
    private final Metrics metrics;

    public SampleRun(Runs runs, Trials trials, Metrics metrics) {
        this.runs = runs;
        this.trials = trials;
        this.metrics = metrics;
    }

    public static SampleRun in(ResultsContext context) {
        return new SampleRun(context.get(Runs.class), context.get(Trials.class), context.get(Metrics.class));
    }

    /** A run of this experiment, with a spec hash of its own for each number. */
    public Run open(String experiment, int number) {
        return runs.open(
                new RunKey(experiment, "%064x".formatted(number), Optional.empty(), 1), "How far?", SPEC, List.of());
    }

    /**
     * A hypernetwork with this ratio (to the nearest that a Theta of 8,224 allows) and the plain network it is compared
     * with.
     */
    public static NewTrial hypernetwork(int number, int zDim, long seed, long trainable) {
        return new NewTrial(
                number,
                hash("hyper" + zDim, seed),
                Optional.empty(),
                hash("plain", seed),
                Map.of(),
                SPEC,
                ordered("hypernet.z-dim", String.valueOf(zDim), "seed", String.valueOf(seed)),
                SweepPlace.NONE,
                3,
                new Ledger(8224, 8224, 0, trainable - zDim, zDim, 1, trainable / 2),
                Optional.empty());
    }

    /** The plain network of a seed. */
    public static NewTrial plain(int number, long seed) {
        return new NewTrial(
                number,
                hash("plain", seed),
                Optional.of(Control.PLAIN),
                hash("plain", seed),
                Map.of(),
                SPEC,
                ordered("seed", String.valueOf(seed)),
                SweepPlace.NONE,
                3,
                SampleLedgers.plain(8224, 8192),
                Optional.empty());
    }

    static String hash(String what, long seed) {
        return "%s-%s".formatted(what, seed);
    }

    private static Map<String, String> ordered(String... namesAndValues) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    /** Trains the trial of this number to its end. */
    public void complete(Run run, int number, double testScore) {
        TrialClaim claim = claim(run, number);
        trials.verified(claim, LAYOUT, verification(), PROVENANCE);
        metrics.save(claim, 0, curve(20, testScore));
        trials.end(claim, completed(testScore), 3.5);
    }

    public static TrialOutcome completed(double testScore) {
        return new TrialOutcome.Completed(new TrainingResult(20, 18, testScore + 0.01, testScore, 0.4));
    }

    /** Ends the trial of this number. */
    public void end(Run run, int number, TrialOutcome outcome) {
        trials.end(claim(run, number), outcome, 1.5);
    }

    /** A worker takes the trial of this number. */
    public TrialClaim claim(Run run, int number) {
        return trials.claim(run.id(), id(run, number), "worker-1");
    }

    public long id(Run run, int number) {
        return trials.of(run.id()).stream()
                .filter(trial -> trial.number() == number)
                .findFirst()
                .orElseThrow()
                .id();
    }

    /** A learning curve that rises to a score. */
    public static List<EpochMetrics> curve(int epochs, double score) {
        return IntStream.rangeClosed(1, epochs)
                .mapToObj(epoch -> new EpochMetrics(
                        epoch,
                        2.3 / epoch,
                        2.4 / epoch,
                        score * (1 - Math.exp(-0.4 * epoch)),
                        0.003,
                        100L * epoch,
                        0.25))
                .toList();
    }

    public static Verification verification() {
        return new Verification(List.of(
                new Finding(CheckKind.COVERAGE, "theta", Verdict.OK, Map.of(), "2 slots tile 8224 weights"),
                new Finding(
                        CheckKind.GRADIENT_FLOW,
                        "hyper/w0",
                        Verdict.DELAYED,
                        Map.of("norm-0", 0.0, "norm-2", 0.125, "zeros-0", 1.0),
                        "The gradient arrives after 2 updates")));
    }
}
