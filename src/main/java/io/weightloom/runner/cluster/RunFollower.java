package io.weightloom.runner.cluster;

import io.weightloom.runner.lease.RunnerId;
import io.weightloom.runner.store.RoundTrials;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.store.TrialNames;
import io.weightloom.runner.store.Trials;
import io.weightloom.runner.worker.ActiveRun;
import io.weightloom.text.Decimals;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a manager's person how the trials end that others train. Thread-safe. */
final class RunFollower {

    private static final Logger log = LoggerFactory.getLogger(RunFollower.class);

    private final Runs runs;
    private final RoundTrials rounds;
    private final Trials trials;
    private final WorkerWatch workers;

    RunFollower(Runs runs, RoundTrials rounds, Trials trials, WorkerWatch workers) {
        this.runs = runs;
        this.rounds = rounds;
        this.trials = trials;
        this.workers = workers;
    }

    /** Follows a run from now on. */
    Following follow(ActiveRun run) {
        return new Following(run, revision(run));
    }

    private long revision(ActiveRun run) {
        return runs.find(run.id()).map(Run::revision).orElse(0L);
    }

    /** One run's trials as they end. Not thread-safe. */
    final class Following {

        private final ActiveRun run;
        private long revision;

        private Following(ActiveRun run, long revision) {
            this.run = run;
            this.revision = revision;
        }

        /** Tells what has ended since the last look; whether anything was stored since then. */
        boolean look() {
            workers.look(run);
            long now = revision(run);
            if (now == revision) {
                return false;
            }
            List<RoundTrials.Ended> news = rounds.endedSince(run.id(), revision);
            revision = now;
            for (RoundTrials.Ended trial : news) {
                revision = Math.max(revision, trial.revision()); // some may have ended after the first question
                run.progress().ended(TrialNames.of(trial.number()), trial.epochs());
                log.info("{} {}", TrialNames.of(trial.number()), told(trial));
            }
            if (!news.isEmpty()) {
                run.limits().known(trials.bad(run.id()));
            }
            return true;
        }
    }

    private static String told(RoundTrials.Ended trial) {
        String where =
                trial.worker().flatMap(RunnerId::of).map(" by %s"::formatted).orElse("");
        String how = trial.validation().isPresent()
                ? ": validation %s, test %s"
                        .formatted(
                                score(trial.validation().getAsDouble()),
                                trial.test().isPresent() ? score(trial.test().getAsDouble()) : "none")
                : trial.detail().map(": %s"::formatted).orElse("");
        return "%s in %s s%s%s".formatted(trial.outcome(), Decimals.fixed(1, trial.seconds()), where, how);
    }

    private static String score(double score) {
        return Decimals.fixed(4, score);
    }
}
