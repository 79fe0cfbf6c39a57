package io.weightloom.job;

import io.weightloom.training.EpochMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How far a run has come, counted in epochs, and how long it will still take at the same pace. Not thread-safe. */
final class Course {

    private final Instant begun;
    private final Map<String, Integer> lastEpochs = new HashMap<>();
    private int trials;
    private int ended;
    private long epochs;
    private long done;
    private long doneHere;
    private Optional<Latest> latest = Optional.empty();

    /**
     * The last epoch that ended.
     *
     * @param of epochs of the trial, at most
     */
    private record Latest(String trial, int of, EpochMetrics metrics) {

        String words(String score) {
            return String.format(
                    Locale.ROOT,
                    "%s epoch %d/%d, %s %.3f",
                    trial,
                    metrics.epoch(),
                    of,
                    score,
                    metrics.validationScore());
        }
    }

    Course(Instant begun) {
        this.begun = begun;
    }

    void planned(int allTrials, int endedTrials, long allEpochs, long endedEpochs) {
        trials = allTrials;
        epochs = allEpochs;
        if (endedTrials > ended) { // by an earlier process
            ended = endedTrials;
            done = Math.max(done, endedEpochs);
        }
    }

    void epoch(String trial, int of, EpochMetrics metrics) {
        Integer last = lastEpochs.put(trial, metrics.epoch());
        done += metrics.epoch() - (last == null ? 0 : last);
        doneHere++;
        latest = Optional.of(new Latest(trial, of, metrics));
    }

    /** A trial that ends early has its remaining epochs behind it, too. */
    void ended(String trial, int of) {
        Integer last = lastEpochs.remove(trial);
        done += of - (last == null ? 0 : last);
        ended++;
    }

    /** Epochs of all trials together, at most. */
    long epochs() {
        return Math.max(epochs, done);
    }

    /** Epochs behind us. */
    long done() {
        return done;
    }

    /** Trials done and the last epoch that ended. */
    String message() {
        return message("validation score");
    }

    /** The same in fewer columns. */
    String brief() {
        return message("score");
    }

    private String message(String score) {
        return "%d/%d trials%s"
                .formatted(
                        ended,
                        trials,
                        latest.map(last -> ", " + last.words(score)).orElse(""));
    }

    /** Time left at the pace of this process so far; empty while nothing is known. */
    Optional<Duration> left(Instant now) {
        return doneHere == 0
                ? Optional.empty()
                : Optional.of(Duration.between(begun, now)
                        .multipliedBy(epochs() - done)
                        .dividedBy(doneHere));
    }
}
