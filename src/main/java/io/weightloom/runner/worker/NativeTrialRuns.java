package io.weightloom.runner.worker;

import io.weightloom.data.Dataset;
import io.weightloom.network.Structures;
import io.weightloom.program.natives.Natives;
import io.weightloom.program.natives.NativesException;
import io.weightloom.spec.TrialSpec;
import io.weightloom.training.Checkpoint;
import io.weightloom.training.PausePoint;
import io.weightloom.trial.Provenance;
import io.weightloom.trial.SegmentResult;
import io.weightloom.trial.TrainingProbe;
import io.weightloom.trial.TrialListener;
import io.weightloom.trial.TrialRun;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;

/** Trains for real, on ND4J's natives. Thread-safe. Close it: it owns native memory. */
public final class NativeTrialRuns implements TrialRuns, AutoCloseable {

    private final Supplier<CompletableFuture<String>> natives;

    /** What trials have built, for those after them: one for each that was under way at the same time. */
    private final Deque<Structures> idle = new ConcurrentLinkedDeque<>();

    /** On natives that are being loaded, or begin to be loaded when they are asked for. */
    public NativeTrialRuns(Supplier<CompletableFuture<String>> natives) {
        this.natives = natives;
    }

    /**
     * Waits for the natives.
     *
     * @throws NativesException if they cannot be loaded
     */
    @Override
    public void prepare() {
        try {
            natives.get().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof NativesException known ? known : e;
        }
    }

    @Override
    public Optional<Provenance.Maker> maker() {
        return Provenance.maker();
    }

    @Override
    public String numbers() {
        prepare();
        String kernels = Optional.ofNullable(System.getenv("OPENBLAS_CORETYPE")).orElse("own kernels");
        return "%s, %s, probe %s"
                .formatted(Natives.load(), kernels, TrainingProbe.hash().substring(0, 12));
    }

    /** Frees what waits for trials to come. */
    @Override
    public void close() {
        for (Structures next = idle.poll(); next != null; next = idle.poll()) {
            next.close();
        }
    }

    @Override
    public Opened open(TrialSpec spec, Dataset data, Optional<Checkpoint> from, TrialListener listener) {
        Structures own = idle.poll();
        Structures structures = own == null ? Structures.keeping() : own;
        TrialRun run;
        try {
            run = TrialRun.open(spec, data, from, structures, listener);
        } catch (RuntimeException e) {
            structures.close();
            throw e;
        }
        return new Opened() {
            private boolean over;

            @Override
            public Optional<TrialRun.Start> start() {
                return run.start();
            }

            @Override
            public SegmentResult segment(PausePoint until) {
                return run.segment(until);
            }

            @Override
            public void close() {
                try {
                    run.close();
                } finally {
                    if (!over) {
                        over = true;
                        idle.push(structures);
                    }
                }
            }
        };
    }
}
