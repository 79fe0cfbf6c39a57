package io.weightloom.runner.trained;

import io.weightloom.trial.TrainedNetwork;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Trained networks that stay open for whoever asks them again, and own their native memory: a few, those that were
 * asked last. One is at work at a time, whoever asks, so that this takes one core at most from whatever trains. Safe
 * for use by many threads. Close it.
 */
@Component
public class OpenNetworks implements AutoCloseable {

    /** A few people look at a few networks. */
    static final int MOST = 4;

    /** Of all networks together, if it is not the last one that takes more alone. */
    private static final long MOST_BYTES = 256L << 20;

    /** How long one waits for others. */
    private static final long PATIENCE_SECONDS = 20;

    /**
     * How many wait; what they asked for last is what they want to know, so a longer queue would be of old questions.
     */
    private static final int MOST_WAITING = 8;

    private final TrainedTrials trials;
    private final long mostBytes;
    private final ReentrantLock work = new ReentrantLock(true);
    private final Map<String, TrainedNetwork> open = new LinkedHashMap<>(); // guarded by work; asked longest ago first
    private boolean closed; // guarded by work

    @Autowired
    OpenNetworks(TrainedTrials trials) {
        this(trials, MOST_BYTES);
    }

    /** @param mostBytes of all networks together, if it is not the last one that takes more alone */
    OpenNetworks(TrainedTrials trials, long mostBytes) {
        this.trials = trials;
        this.mostBytes = mostBytes;
    }

    /**
     * What a trial's network says.
     *
     * @param trial its id
     * @param question the network is not to be kept or closed by it
     * @throws UnusableWeightsException if there are no weights that could be used
     * @throws BusyException if many wait already, or if others keep it busy for long
     */
    public <T> T ask(long trial, Function<TrainedNetwork, T> question) {
        try {
            if (work.getQueueLength() >= MOST_WAITING || !work.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new BusyException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusyException();
        }
        try {
            if (closed) {
                throw new BusyException();
            }
            return question.apply(network(trial));
        } finally {
            work.unlock();
        }
    }

    /** Thrown where the networks have no time. */
    public static final class BusyException extends RuntimeException {

        private static final long serialVersionUID = 1;

        private BusyException() {
            super("Other requests keep the trained networks busy, or the runner is stopping; ask again later");
        }
    }

    private TrainedNetwork network(long trial) {
        String weights = trials.sha256(trial); // what was dropped since is not asked any more
        TrainedNetwork known = open.remove(weights);
        TrainedNetwork network = known == null ? TrainedNetwork.of(trials.weights(trial)) : known;
        open.put(weights, network);
        closeOldest();
        return network;
    }

    private void closeOldest() {
        while (open.size() > 1 && (open.size() > MOST || bytes() > mostBytes)) {
            String oldest = open.keySet().iterator().next();
            TrainedNetwork network = open.remove(oldest);
            if (network != null) {
                network.close();
            }
        }
    }

    private long bytes() {
        return open.values().stream().mapToLong(TrainedNetwork::bytes).sum();
    }

    /** How many are open. */
    int size() {
        work.lock();
        try {
            return open.size();
        } finally {
            work.unlock();
        }
    }

    /** Waits for the one that is at work, and closes all. */
    @Override
    public void close() {
        work.lock();
        try {
            closed = true;
            open.values().forEach(TrainedNetwork::close);
            open.clear();
        } finally {
            work.unlock();
        }
    }
}
