package io.weightloom.runner.run;

import io.weightloom.runner.lease.RunnerId;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.store.Reuses;
import io.weightloom.runner.store.TrialClaim;
import io.weightloom.runner.store.Trials;
import io.weightloom.runner.worker.ActiveRun;
import io.weightloom.runner.worker.Fence;
import io.weightloom.runner.worker.TrialRuns;
import io.weightloom.text.Decimals;
import io.weightloom.trial.Provenance;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * Ends trials that are about to be trained as some run has ended them, where the numbers are known to be the same. What
 * a trial is taken from may be forgotten later: it has all rows itself. Thread-safe.
 */
final class Reuse {

    /** Trials in one transaction, at most. */
    private static final int BATCH = 20;

    private static final Logger log = LoggerFactory.getLogger(Reuse.class);

    /** Key of the number of the last trial that was looked at, in the execution context. */
    private static final String LAST = "weightloom.reuse.last";

    /** Key of how many were taken by now, in the execution context. */
    private static final String TAKEN = "weightloom.reuse.taken";

    private final boolean wanted;
    private final Rounds rounds;
    private final TrialRuns training;
    private final OthersNumbers numbers;
    private final Reuses reuses;
    private final Trials trials;
    private final TakenWeights weights;
    private final Fence fence;
    private final StopSignal stop;
    private final String owner;

    Reuse(
            boolean wanted,
            Rounds rounds,
            TrialRuns training,
            OthersNumbers numbers,
            Reuses reuses,
            Trials trials,
            TakenWeights weights,
            Fence fence,
            StopSignal stop,
            RunnerId self) {
        this.wanted = wanted;
        this.rounds = rounds;
        this.training = training;
        this.numbers = numbers;
        this.reuses = reuses;
        this.trials = trials;
        this.weights = weights;
        this.fence = fence;
        this.stop = stop;
        this.owner = self.text();
    }

    /**
     * Takes some, in the open transaction.
     *
     * @param progress of the step, which the transaction writes
     * @return whether there may be more
     */
    boolean some(ActiveRun run, ExecutionContext progress) {
        boolean rerun = run.forWorkers().run().key().attempt() > 1; // also where it goes on by a plain command
        Optional<Provenance.Maker> maker = (wanted && !rerun ? training.maker() : Optional.<Provenance.Maker>empty())
                .filter(own -> numbers.areOf(run.forWorkers().run(), own));
        if (maker.isEmpty() || stop.given() || run.isOver()) {
            return false;
        }
        List<Reuses.Candidate> next = reuses.candidates(run.id(), maker.get(), progress.getInt(LAST, 0), BATCH);
        if (next.isEmpty()) {
            tell(run, progress.getInt(TAKEN, 0));
            return false;
        }
        int taken = progress.getInt(TAKEN, 0);
        for (Reuses.Candidate candidate : next) {
            Optional<Long> original = reuses.originals(candidate.trial(), maker.get()).stream()
                    .filter(weights::areWhole)
                    .findFirst();
            original.ifPresent(found -> take(run, candidate, found));
            taken += original.isPresent() ? 1 : 0;
        }
        progress.putInt(TAKEN, taken); // when all are written, so that what is tried again begins with the first
        progress.putInt(LAST, next.get(next.size() - 1).number());
        return true;
    }

    private void take(ActiveRun run, Reuses.Candidate candidate, long original) {
        fence.write(run.lease(), () -> {
            TrialClaim claim = trials.claim(run.id(), candidate.trial(), owner);
            reuses.take(claim, original);
            weights.give(claim, candidate.number(), original);
        });
    }

    private void tell(ActiveRun run, int taken) {
        if (taken > 0) {
            log.info(
                    "{}: {} before, and numbers are taken from there (--runner.reuse=false trains them)",
                    RunTitle.of(run.forWorkers().run()),
                    taken == 1 ? "1 trial was completed" : Decimals.whole(taken) + " trials were completed");
            rounds.announce(run);
        }
    }
}
