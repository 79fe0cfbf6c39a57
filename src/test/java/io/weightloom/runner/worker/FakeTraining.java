package io.weightloom.runner.worker;

import io.weightloom.data.Dataset;
import io.weightloom.network.Ledgers;
import io.weightloom.network.target.Targets;
import io.weightloom.spec.TrialSpec;
import io.weightloom.training.Checkpoint;
import io.weightloom.training.EpochMetrics;
import io.weightloom.training.PausePoint;
import io.weightloom.training.TrainingResult;
import io.weightloom.trial.Provenance;
import io.weightloom.trial.SampleWeights;
import io.weightloom.trial.SegmentResult;
import io.weightloom.trial.TrialListener;
import io.weightloom.trial.TrialOutcome;
import io.weightloom.trial.TrialRun;
import io.weightloom.verification.CheckKind;
import io.weightloom.verification.Finding;
import io.weightloom.verification.Verdict;
import io.weightloom.verification.Verification;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A tiny deterministic trainer in the place of the real one: its "weights" are one number that every step scrambles, so
 * that its scores tell whether each step was done once and in order. Thread-safe.
 */
public final class FakeTraining implements TrialRuns {

    /** Steps in one epoch. */
    static final int STEPS = 4;

    /** Hears of every step, on the thread that trains. */
    public interface Hook {
        /** Before step {@code step}, counted from 1 over the whole training. */
        void before(TrialSpec spec, long step);
    }

    private volatile Hook hook;
    private final Map<Long, TrialOutcome> outcomes = new ConcurrentHashMap<>();
    private final Map<Long, TrialOutcome> failures = new ConcurrentHashMap<>();
    private final Map<TrialSpec, List<Long>> steps = new ConcurrentHashMap<>();
    private final Set<Opened> open = ConcurrentHashMap.newKeySet();
    private Optional<Provenance.Maker> maker = Optional.empty();
    private String numbers = "fake";

    public FakeTraining(Hook hook) {
        this.hook = hook;
    }

    /** Has another one hear of every step from now on. */
    public FakeTraining before(Hook other) {
        hook = other;
        return this;
    }

    /** Says of what commit it is, and of what natives: what has the same of both makes the same numbers. */
    public FakeTraining of(String commit, String natives) {
        maker = Optional.of(new Provenance.Maker(commit, natives));
        return this;
    }

    /** Says what its numbers depend on. */
    public FakeTraining making(String what) {
        numbers = what;
        return this;
    }

    /** Makes every trial of this seed end in another way, in its second epoch. */
    public FakeTraining ending(long seed, TrialOutcome outcome) {
        outcomes.put(seed, outcome);
        return this;
    }

    /** Makes every trial of this seed fail before anything is known of it. */
    public FakeTraining failingAtOnce(long seed, TrialOutcome.Failed failed) {
        failures.put(seed, failed);
        return this;
    }

    /** Numbers of all steps that were done, by trial, in the order in which they were done. */
    public Map<String, List<Long>> stepsByTrial() {
        Map<String, List<Long>> byName = new TreeMap<>();
        steps.forEach((spec, numbers) -> byName.put(spec.weights() + " seed " + spec.seed(), List.copyOf(numbers)));
        return byName;
    }

    /** All steps that were done. */
    public long stepsDone() {
        return steps.values().stream().mapToLong(List::size).sum();
    }

    /** Trials that were opened and not closed. */
    public int open() {
        return open.size();
    }

    @Override
    public Optional<Provenance.Maker> maker() {
        return maker;
    }

    @Override
    public String numbers() {
        return numbers;
    }

    @Override
    public Opened open(TrialSpec spec, Dataset data, Optional<Checkpoint> from, TrialListener listener) {
        Opened run = new FakeRun(spec, data, from, listener);
        open.add(run);
        return run;
    }

    private final class FakeRun implements Opened {

        private final TrialSpec spec;
        private final Dataset data;
        private final TrialListener listener;
        private final boolean fresh;
        private long step;
        private long number;

        private FakeRun(TrialSpec spec, Dataset data, Optional<Checkpoint> from, TrialListener listener) {
            this.spec = spec;
            this.data = data;
            this.listener = listener;
            this.fresh = from.isEmpty();
            this.number = scramble(spec.seed(), spec.weights().toString().hashCode());
            from.map(Checkpoint::bytes).map(ByteBuffer::wrap).ifPresent(bytes -> {
                step = bytes.getLong();
                number = bytes.getLong();
            });
        }

        @Override
        public Optional<TrialRun.Start> start() {
            if (failures.containsKey(spec.seed())) {
                return Optional.empty();
            }
            return Optional.of(new TrialRun.Start(
                    Ledgers.of(spec.target(), spec.weights()),
                    Targets.layout(spec.target()),
                    new Verification(
                            fresh
                                    ? List.of(new Finding(
                                            CheckKind.GRADIENT_FLOW, "w", Verdict.OK, Map.of("norm-0", 1.5), "flows"))
                                    : List.of()),
                    new Provenance(
                            "test",
                            maker.map(Provenance.Maker::commit).orElse("unknown"),
                            "jdk",
                            "os",
                            "cpu",
                            maker.map(Provenance.Maker::natives).orElse("none"),
                            data.fingerprint())));
        }

        @Override
        public SegmentResult segment(PausePoint until) {
            List<EpochMetrics> epochs = new ArrayList<>();
            if (failures.containsKey(spec.seed())) {
                return new SegmentResult(epochs, Optional.empty(), Optional.of(failures.get(spec.seed())));
            }
            while (true) {
                hook.before(spec, step + 1);
                step++;
                steps.computeIfAbsent(spec, key -> new ArrayList<>()).add(step);
                number = scramble(number, step);
                listener.steps(1, 0.5);
                int epoch = Math.toIntExact((step + STEPS - 1) / STEPS);
                TrialOutcome planned = outcomes.get(spec.seed());
                if (planned != null && epoch == 2) {
                    return new SegmentResult(epochs, Optional.empty(), Optional.of(planned));
                }
                if (step % STEPS == 0) {
                    EpochMetrics metrics = new EpochMetrics(epoch, score(), 1, score(), 0.1, step, 0.5);
                    epochs.add(metrics);
                    listener.epoch(metrics);
                    if (epoch == spec.training().epochs()) {
                        return new SegmentResult(
                                epochs,
                                Optional.empty(),
                                Optional.of(new TrialOutcome.Completed(
                                        new TrainingResult(epoch, epoch, score(), score(), 1 - score()),
                                        Optional.empty(),
                                        Optional.of(SampleWeights.of(spec, (float) score())))));
                    }
                }
                if (until.afterStep() || (step % STEPS == 0 && until.afterEpoch(epoch))) {
                    return new SegmentResult(epochs, Optional.of(checkpoint()), Optional.empty());
                }
            }
        }

        private Checkpoint checkpoint() {
            return new Checkpoint(ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(step)
                    .putLong(number)
                    .array());
        }

        private double score() {
            return (number >>> 11) * 0x1p-53;
        }

        @Override
        public void close() {
            open.remove(this);
        }
    }

    /** One step of SplitMix64. */
    private static long scramble(long number, long by) {
        long z = number * 0x9E3779B97F4A7C15L + by;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
