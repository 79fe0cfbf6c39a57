package io.weightloom.runner.console;

import io.weightloom.text.Decimals;
import io.weightloom.training.EpochMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How far a run has come, counted in epochs, and how long it will still take. Not thread-safe.
 *
 * <p>The time left is that of the epochs left at the pace of the later half of those that ended in this process. What
 * comes before the first of them (data, verification, native libraries) does not come again for each, and the first
 * ones run before the JIT compiler has done its work: of 800 epochs of {@code a.yml}, the first took 1.4 s after 12 s
 * of preparation, and the others 0.14 s on average, on a busy machine.
 */
final class ProgressEstimate {

    private final Instant begun;
    private final List<Instant> ends = new ArrayList<>(); // of the epochs here; the first is where the first one began
    private final Map<String, Integer> lastEpochs = new HashMap<>();
    private final Map<String, String> works = new LinkedHashMap<>(); // of trials that are not in an epoch, latest last
    private int trials;
    private int ended;
    private long epochs;
    private long done;
    private Optional<Latest> latest = Optional.empty();

    /**
     * The last epoch that ended.
     *
     * @param of epochs of the trial, at most
     */
    private record Latest(String trial, int of, EpochMetrics metrics) {

        String words(String score) {
            String rounded = Decimals.fixed(3, metrics.validationScore());
            return "%s epoch %s/%s, %s %s".formatted(trial, metrics.epoch(), of, score, rounded);
        }
    }

    ProgressEstimate(Instant begun) {
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

    /** What a trial is at until its next epoch ends. */
    void working(String trial, String what) {
        works.remove(trial);
        works.put(trial, what);
    }

    /** @param now when the epoch ended */
    void epoch(String trial, int of, EpochMetrics metrics, Instant now) {
        if (ends.isEmpty()) {
            Instant began = now.minusNanos(Math.round(metrics.seconds() * 1e9));
            ends.add(began.isBefore(begun) ? begun : began); // by an earlier process
        }
        ends.add(now);
        works.remove(trial);
        Integer last = lastEpochs.put(trial, metrics.epoch());
        done += metrics.epoch() - (last == null ? 0 : last);
        latest = Optional.of(new Latest(trial, of, metrics));
    }

    /** A trial that ends early has its remaining epochs behind it, too. */
    void ended(String trial, int of) {
        works.remove(trial);
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

    /** Trials done, the last epoch that ended, and what trials are at that are in none. */
    String message() {
        return counted()
                + said("validation score")
                + works.entrySet().stream()
                        .map(work -> ", %s %s".formatted(work.getKey(), work.getValue()))
                        .collect(Collectors.joining());
    }

    /** The same in fewer columns: the last epoch, or what has begun since. */
    String brief() {
        return counted()
                + works.entrySet().stream()
                        .reduce((earlier, later) -> later)
                        .map(work -> ", %s %s".formatted(work.getKey(), work.getValue()))
                        .orElseGet(() -> said("score"));
    }

    private String counted() {
        return "%s/%s trials".formatted(ended, trials);
    }

    private String said(String score) {
        return latest.map(last -> ", " + last.words(score)).orElse("");
    }

    /**
     * Time left; empty while nothing is known. It runs down between the ends of two epochs, unless the next one drags
     * on so long that it must be thought slower than those before.
     */
    Optional<Duration> left(Instant now) {
        int ended = ends.size() - 1;
        if (ended < 1) {
            return Optional.empty();
        }
        int from = (ended - 1) / 2;
        Instant latestEnd = ends.get(ended);
        long left = epochs() - done;
        Duration kept = share(Duration.between(ends.get(from), latestEnd), left, ended - from)
                .minus(Duration.between(latestEnd, now));
        Duration dragged = share(Duration.between(ends.get(from), now), left - 1, ended - from + 1);
        Duration longer = kept.compareTo(dragged) > 0 ? kept : dragged;
        return Optional.of(longer.isNegative() ? Duration.ZERO : longer);
    }

    private static Duration share(Duration time, long of, long in) {
        return time.multipliedBy(of).dividedBy(in);
    }
}
