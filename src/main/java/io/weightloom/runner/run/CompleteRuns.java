package io.weightloom.runner.run;

import io.weightloom.runner.store.RoundTrials;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.worker.DataWatch;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows the results of runs whose trials have all ended. Thread-safe. */
final class CompleteRuns {

    private static final Logger log = LoggerFactory.getLogger(CompleteRuns.class);
    private static final List<String> BAD = List.of("failed", "rejected");

    private final RoundTrials trials;
    private final DataWatch data;
    private final RunReport report;

    CompleteRuns(RoundTrials trials, DataWatch data, RunReport report) {
        this.trials = trials;
        this.data = data;
        this.report = report;
    }

    /** Shows a run that has just been completed here. */
    RunEnd show(Run run) {
        log.info("{} is complete", RunTitle.of(run));
        report.show(run);
        return endOf(run);
    }

    /** Shows a run that was completed before it was asked for; of a fired one, only that there is no need to. */
    RunEnd showAgain(Run run) {
        if (run.key().fireTime().isPresent()) {
            log.info("{}: another runner has done it", RunTitle.of(run));
        } else {
            log.info("{} is complete: nothing to train. Train it again with --runner.rerun=true.", RunTitle.of(run));
            report.show(run);
            data.changes(run, DataWatch.Reach.EACH_SETTING_ONCE)
                    .forEach(change -> log.warn(
                            "{}: {}. The result is that of the data as they were; --runner.rerun=true trains on those"
                                    + " of now.",
                            RunTitle.of(run),
                            change));
        }
        return endOf(run);
    }

    private RunEnd endOf(Run run) {
        return trials.hasEndedAs(run.id(), BAD) ? RunEnd.TRIALS_FAILED : RunEnd.COMPLETED;
    }
}
