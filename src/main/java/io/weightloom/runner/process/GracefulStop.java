package io.weightloom.runner.process;

import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.run.RunCoordinator;
import io.weightloom.runner.run.RunTally;
import io.weightloom.text.Decimals;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Ends the runs of this process when the context closes, before anything that they need is closed: the web server, the
 * threads, the database. They end at the end of their segments.
 */
final class GracefulStop implements SmartLifecycle {

    /** How long it may take: for this, and for each later phase of a stop. */
    static final String SETTING = "spring.lifecycle.timeout-per-shutdown-phase";

    /** What {@link #SETTING} is in the defaults. */
    static final Duration AT_MOST = Duration.ofSeconds(8);

    private static final Logger log = LoggerFactory.getLogger(GracefulStop.class);

    private final StopSignal stop;
    private final RunCoordinator coordinator;
    private final RunTally tally;
    private final Duration atMost;
    private final LogGate gate;
    private volatile boolean running;

    GracefulStop(StopSignal stop, RunCoordinator coordinator, RunTally tally, Duration atMost, LogGate gate) {
        this.stop = stop;
        this.coordinator = coordinator;
        this.tally = tally;
        this.atMost = atMost;
        this.gate = gate;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        stop.give();
        gate.stopping();
        if (coordinator.isAtWork()) {
            log.info("Stopping at the end of the running segments");
            awaitEnd();
        } else if (tally.isOpen()) { // the start is not over
            giveUp();
        }
        running = false;
    }

    private void awaitEnd() {
        try {
            if (!coordinator.awaitEnd(atMost)) {
                log.warn(
                        "A segment did not end within {} s. Its run was stopped all the same; the same command goes on with"
                                + " it at the checkpoint before",
                        Decimals.fixed(1, atMost.toMillis() / 1000.0));
                giveUp();
            }
        } catch (InterruptedException e) {
            giveUp();
            Thread.currentThread().interrupt();
        }
    }

    /** Whoever is still at work will miss what is closed next: the database, the threads. */
    private void giveUp() {
        tally.giveUp();
        gate.shut();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stopped first. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
