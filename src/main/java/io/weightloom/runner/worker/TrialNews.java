package io.weightloom.runner.worker;

import io.weightloom.network.Ledgers;
import io.weightloom.runner.checkpoint.CheckpointPosition;
import io.weightloom.runner.console.RunProgress;
import io.weightloom.runner.console.TrialReport;
import io.weightloom.spec.TrialSpec;
import io.weightloom.training.EpochMetrics;
import io.weightloom.trial.StoppedException;
import io.weightloom.trial.TrialListener;
import io.weightloom.trial.TrialOutcome;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the world hears of a trial that a worker has taken: the meters, whoever watches, and the log. */
final class TrialNews {

    private static final Logger log = LoggerFactory.getLogger(TrialNews.class);

    private final TrialMeters meters;
    private final RunProgress progress;
    private final String name;
    private final TrialSpec spec;

    TrialNews(TrialMeters meters, RunProgress progress, String name, TrialSpec spec) {
        this.meters = meters;
        this.progress = progress;
        this.name = name;
        this.spec = spec;
    }

    /** Its checkpoint is not what was written, so it begins again. */
    void lost(CheckpointPosition position) {
        log.warn(
                "The checkpoint {} of {} is missing or damaged, so the trial begins again. Its numbers will be the"
                        + " same.",
                position.fileName(),
                name);
    }

    /** Its checkpoint is of no use any more, so it begins again. */
    void outdated(CheckpointPosition position) {
        log.warn(
                "The checkpoint {} of {} is of an earlier version, which drew first values otherwise, so the trial"
                        + " begins again.",
                position.fileName(),
                name);
    }

    /** It goes on where it was left. */
    void goesOn(CheckpointPosition position) {
        log.info("{} goes on at its checkpoint, after epoch {} of {}", name, position.epoch(), spec.epochs());
    }

    /** The worker is ready to begin with it, or to go on. */
    void began() {
        meters.began();
    }

    /** It is built, and verified if it is fresh. */
    void opened() {
        progress.working(name, "training");
    }

    /**
     * Passes on what is heard while it is built and trained.
     *
     * @param leave whether the worker is to leave it before its first step
     */
    TrialListener listener(BooleanSupplier leave) {
        TrialListener counting = meters.listener();
        return new TrialListener() {
            @Override
            public void epoch(EpochMetrics metrics) {
                counting.epoch(metrics);
                progress.epoch(name, spec.epochs(), metrics);
            }

            @Override
            public void begins(String what) {
                if (leave.getAsBoolean()) {
                    throw new StoppedException("The runs are to stop");
                }
                progress.working(name, what);
            }

            @Override
            public void steps(long steps, double seconds) {
                counting.steps(steps, seconds);
            }
        };
    }

    /**
     * It has ended.
     *
     * @param seconds spent on it in all processes
     */
    void ended(TrialOutcome outcome, double seconds) {
        meters.ended(outcome, Ledgers.of(spec.target(), spec.weights()));
        progress.ended(name, spec.epochs());
        TrialReport.log(name, outcome, seconds);
    }

    /** The worker has let go of it, at its end or before. */
    void left() {
        meters.left();
    }
}
