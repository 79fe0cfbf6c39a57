package io.weightloom.runner.process;

import io.weightloom.runner.console.BarProgress;
import io.weightloom.runner.console.LegibleLog;
import io.weightloom.runner.console.LineProgress;
import io.weightloom.runner.console.RunProgress;
import io.weightloom.runner.console.Terminal;
import io.weightloom.runner.review.ExperimentReview;
import io.weightloom.runner.review.PastRun;
import io.weightloom.runner.review.Review;
import io.weightloom.runner.review.TrialReview;
import io.weightloom.runner.review.TrialSummary;
import io.weightloom.runner.run.RunReport;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.TrialNames;
import io.weightloom.runner.table.TrialDetails;
import io.weightloom.runner.table.TrialTable;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows runs on the console: a bar or lines while they are under way, a table at the end. */
final class ConsoleReport implements RunReport {

    private static final Logger log = LoggerFactory.getLogger(ConsoleReport.class);

    private final Review review;
    private final Clock clock;
    private final Duration interval;

    ConsoleReport(Review review, Clock clock, Duration interval) {
        this.review = review;
        this.clock = clock;
        this.interval = interval;
    }

    @Override
    public RunProgress progress(Run run) {
        String experiment = run.key().experiment();
        return Terminal.isPresent()
                ? new BarProgress(experiment, clock, Terminal.bar())
                : new LineProgress(experiment, clock, interval, log::info);
    }

    @Override
    public void show(Run run) {
        ExperimentReview result = review.run(run.id()).orElseThrow();
        log.info("{}\n{}", title(result), new LegibleLog.Block(TrialTable.of(result)));
        review.past(run.id())
                .map(PastRun::warning)
                .ifPresent(warning -> log.warn("{}, run {}: {}", result.name(), run.id(), warning));
        List<TrialSummary> hypernetworks = result.trials().stream()
                .filter(trial -> trial.ledger().generated() > 0)
                .toList();
        if (hypernetworks.size() == 1) {
            TrialReview trial = review.trial(hypernetworks.get(0).id()).orElseThrow();
            log.info(
                    "{} in detail\n{}",
                    TrialNames.of(trial.trial().number()),
                    new LegibleLog.Block(TrialDetails.of(trial)));
        }
    }

    private static String title(ExperimentReview result) {
        return result.description().isEmpty() ? result.name() : result.name() + ": " + result.description();
    }
}
