package io.weightloom.job;

import io.weightloom.results.ExperimentReview;
import io.weightloom.results.Review;
import io.weightloom.results.Run;
import io.weightloom.results.TrialReview;
import io.weightloom.results.TrialSummary;
import io.weightloom.results.TrialTable;
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
    public Progress progress(Run run) {
        String experiment = run.key().experiment();
        return Terminal.isPresent()
                ? new BarProgress(experiment, clock, Terminal.bar())
                : new LineProgress(experiment, clock, interval, log::info);
    }

    @Override
    public void show(Run run) {
        ExperimentReview result = review.run(run.id()).orElseThrow();
        log.info("{}\n{}", title(result), new LegibleLog.Block(TrialTable.of(result)));
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
