package io.weightloom.runner.console;

import io.weightloom.text.Decimals;
import io.weightloom.trial.TrialOutcome;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line in the log for each trial that has ended. */
public final class TrialReport {

    private static final Logger log = LoggerFactory.getLogger(TrialReport.class);

    private TrialReport() {}

    /** Logs how a trial ended. */
    public static void log(String trial, TrialOutcome outcome, double seconds) {
        String took = Decimals.fixed(1, seconds) + " s";
        if (outcome instanceof TrialOutcome.Completed completed) {
            log.info(
                    "{} completed in {}: validation {}, test {}{}",
                    trial,
                    took,
                    score(completed.result().validationScore()),
                    score(completed.result().testScore()),
                    completed.result().measures().entrySet().stream()
                            .map(measure -> ", " + measure.getKey() + " " + Decimals.significant(4, measure.getValue()))
                            .collect(Collectors.joining()));
        } else if (outcome instanceof TrialOutcome.Diverged diverged) {
            log.warn(
                    "{} diverged in {}: the loss was not finite in epoch {}, step {}",
                    trial,
                    took,
                    diverged.epoch(),
                    diverged.step());
        } else if (outcome instanceof TrialOutcome.Rejected rejected) {
            log.warn("{} was rejected: {}", trial, String.join("; ", rejected.faults()));
        } else if (outcome instanceof TrialOutcome.Halted halted) {
            log.info("{} halted after {} and epoch {}: {}", trial, took, halted.epoch(), halted.reason());
        } else if (outcome instanceof TrialOutcome.Failed failed) {
            log.error("{} failed after {}: {}", trial, took, failed.cause());
        }
    }

    private static String score(double score) {
        return Decimals.fixed(4, score);
    }
}
