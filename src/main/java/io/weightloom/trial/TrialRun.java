package io.weightloom.trial;

import io.weightloom.data.Dataset;
import io.weightloom.data.Preprocessing;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.layout.Layout;
import io.weightloom.layout.Ledger;
import io.weightloom.network.Ledgers;
import io.weightloom.network.Structures;
import io.weightloom.network.Suitability;
import io.weightloom.network.target.Targets;
import io.weightloom.program.natives.NativeThreads;
import io.weightloom.program.natives.Natives;
import io.weightloom.program.natives.NativesException;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.VerifySpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.fault.InvalidSpecException;
import io.weightloom.spec.fault.Misfit;
import io.weightloom.spec.settings.Consistency;
import io.weightloom.training.Checkpoint;
import io.weightloom.training.EpochMetrics;
import io.weightloom.training.GivenLabels;
import io.weightloom.training.PausePoint;
import io.weightloom.training.Progress;
import io.weightloom.training.Training;
import io.weightloom.verification.Finding;
import io.weightloom.verification.Verification;
import io.weightloom.verification.Verifier;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One trial under way: build, verify, train, in this order and nowhere else. Every exception inside is an outcome: one
 * bad trial does not end a night's sweep. An {@link Error} is none and leaves. Not thread-safe. Close it: it owns
 * native memory.
 */
public final class TrialRun implements AutoCloseable {

    private final TrialSpec spec;
    private final Structures structures;
    private final TrialListener listener;
    private final Preprocessing preprocessing;
    private final Optional<Start> start;
    private @Nullable Training training;
    private @Nullable TrialOutcome ended;

    private TrialRun(
            TrialSpec spec, Dataset found, Optional<Checkpoint> from, Structures structures, TrialListener listener) {
        this.spec = spec;
        this.structures = structures;
        this.listener = listener;
        boolean ready = attempt(Natives::load).isPresent(); // before ND4J's first class would load others
        Dataset data = ready ? attempt(() -> labelled(spec, found)).orElse(found) : found;
        this.preprocessing = data.preprocessing();
        Verification verification = (ready && from.isEmpty()
                        ? attempt(() -> verified(spec, data, structures, listener))
                        : Optional.<Verification>empty())
                .orElse(new Verification(List.of()));
        this.start = attempt(() -> new Start(
                Ledgers.of(spec.target(), spec.weights()),
                Targets.layout(spec.target()),
                verification,
                Provenance.of(data.fingerprint())));
        if (ended == null && rejects(verification)) {
            ended = new TrialOutcome.Rejected(
                    verification.faults().stream().map(Finding::message).toList());
        }
        if (ended == null) {
            training = attempt(() -> Training.of(spec, data, from, structures, listener))
                    .orElse(null);
        }
    }

    /**
     * What is known before the first step.
     *
     * @param ledger the counts
     * @param layout where the target's weights lie
     * @param verification all findings; none if the trial goes on from a checkpoint, because it was verified when it
     *     began, or if verifying it failed
     * @param provenance where the numbers come from
     */
    public record Start(Ledger ledger, Layout layout, Verification verification, Provenance provenance) {}

    /**
     * Builds and verifies a trial, and nobody listens.
     *
     * @param data of the trial's own spec and seed
     * @throws InvalidSpecException with everything in the spec that does not go together, or not with the data
     */
    public static TrialRun open(TrialSpec spec, Dataset data) {
        return open(spec, data, Optional.empty(), TrialListener.NONE);
    }

    /**
     * Builds and verifies a trial, or takes it up at a checkpoint.
     *
     * @param data of the trial's own spec and seed
     * @param from where to go on, if it was under way before
     * @param listener hears of steps and epochs, and of what is done before and between them
     * @throws InvalidSpecException with everything in the spec that does not go together, or not with the data
     * @throws StoppedException if the listener does
     */
    public static TrialRun open(TrialSpec spec, Dataset data, Optional<Checkpoint> from, TrialListener listener) {
        return open(spec, data, from, Structures.NONE, listener);
    }

    /**
     * The same for one of many trials.
     *
     * @param structures what earlier trials have built, and later ones will; stays open, and is of this trial alone
     *     until it is closed
     */
    public static TrialRun open(
            TrialSpec spec, Dataset data, Optional<Checkpoint> from, Structures structures, TrialListener listener) {
        List<Misfit> misfits = misfits(spec, data);
        if (!misfits.isEmpty()) {
            throw new InvalidSpecException(misfits.stream()
                    .map(misfit -> new Fault("the trial", misfit.setting(), misfit.message()))
                    .toList());
        }
        return new TrialRun(spec, data, from, structures, listener);
    }

    /** The same that whoever writes a spec file is told, before a network is built of it. */
    private static List<Misfit> misfits(TrialSpec spec, Dataset data) {
        List<Misfit> misfits = new ArrayList<>(Consistency.of(spec).misfits());
        Set<String> told = misfits.stream().map(Misfit::setting).collect(Collectors.toSet());
        DataFit.misfits(spec, data).stream()
                .filter(misfit -> !told.contains(misfit.setting()))
                .forEach(misfits::add);
        return misfits.isEmpty() ? Suitability.misfits(spec) : misfits; // which only networks that can be built have
    }

    /** What is known before the first step; absent if not even that could be found out: the first segment says why. */
    public Optional<Start> start() {
        return start;
    }

    /**
     * Trains one segment. The trial's numbers do not depend on where its segments end.
     *
     * @param until where it pauses, if the trial has not ended by then
     * @return what the segment brought; with an outcome if the trial has ended, and then there is no next one
     */
    public SegmentResult segment(PausePoint until) {
        List<EpochMetrics> epochs = new ArrayList<>();
        if (ended == null) {
            attempt(() -> advance(until, epochs)).ifPresent(this::note);
        }
        Optional<TrialOutcome> outcome = Optional.ofNullable(ended);
        return new SegmentResult(epochs, outcome.isPresent() ? Optional.empty() : checkpoint(), outcome);
    }

    @Override
    public void close() {
        if (training != null) {
            training.close();
        }
    }

    private static Dataset labelled(TrialSpec spec, Dataset data) {
        NativeThreads.one(); // as below
        return GivenLabels.of(spec, data);
    }

    private static Verification verified(TrialSpec spec, Dataset data, Structures structures, TrialListener listener) {
        NativeThreads.one(); // programs do so by themselves, but SameDiff computes before the first of them
        return Verifier.verify(beginning(spec), data, structures, listener);
    }

    /**
     * The trial of the network that training begins with: one that is cut half-way to fewer numbers begins as a plain
     * one.
     */
    private static TrialSpec beginning(TrialSpec spec) {
        return spec.weights() instanceof WeightsSpec.Fewer || spec.weights() instanceof WeightsSpec.Given
                ? spec.with(new WeightsSpec.Plain())
                : spec;
    }

    private Progress advance(PausePoint until, List<EpochMetrics> epochs) {
        return running().advance(until, new TrialListener() {
            @Override
            public void epoch(EpochMetrics metrics) {
                epochs.add(metrics);
                listener.epoch(metrics);
            }

            @Override
            public void begins(String what) {
                listener.begins(what);
            }

            @Override
            public void steps(long steps, double seconds) {
                listener.steps(steps, seconds);
            }
        });
    }

    private void note(Progress progress) {
        if (progress instanceof Progress.Finished finished) {
            ended = new TrialOutcome.Completed(
                    finished.result(),
                    finished.probes(),
                    start.map(known -> new TrainedWeights(
                            new WeightsContent(spec, preprocessing, running().learned(), known.provenance()))));
        } else if (progress instanceof Progress.Diverged diverged) {
            ended = new TrialOutcome.Diverged(diverged.epoch(), diverged.step());
        }
    }

    private Optional<Checkpoint> checkpoint() {
        return Optional.of(running().checkpoint());
    }

    private Training running() {
        if (training == null) {
            throw new IllegalStateException("The trial is not being trained");
        }
        return training;
    }

    private boolean rejects(Verification verification) {
        return spec.verify().onFault() == VerifySpec.OnFault.REJECT
                && !verification.faults().isEmpty();
    }

    /** The one place where a bug, or a broken environment, becomes an outcome; the first one counts. */
    private <T> Optional<T> attempt(Supplier<T> work) {
        try {
            return Optional.of(work.get());
        } catch (StoppedException e) { // is no end of the trial
            throw e;
        } catch (RuntimeException e) {
            structures.forget(); // nobody knows how far it came
            if (ended == null) {
                ended = new TrialOutcome.Failed(description(e));
            }
            return Optional.empty();
        }
    }

    /** A message that was written for the user alone; of a bug its kind, its message if it has one, and where it is. */
    private static String description(RuntimeException e) {
        if (e instanceof InvalidDataException || e instanceof NativesException) {
            return String.valueOf(e.getMessage());
        }
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace, true));
        return trace.toString();
    }
}
