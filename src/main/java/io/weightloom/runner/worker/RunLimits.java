package io.weightloom.runner.worker;

import io.weightloom.spec.LimitsSpec;
import io.weightloom.trial.TrialOutcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** What ends a run here, or one of its trials, before its end, if its experiment says so. Thread-safe. */
public final class RunLimits {

    /** Which limit it is. */
    public enum Reached {
        /** As many trials failed or were rejected. */
        MAX_FAILED,
        /** One command worked on it for as long. */
        MAX_DURATION
    }

    private final LimitsSpec limits;
    private final Clock clock;
    private final Instant begun;
    private int bad;

    /** Of a run that is begun, or gone on with, now. */
    public RunLimits(LimitsSpec limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
        this.begun = clock.instant();
    }

    /** So many of its trials have failed or were rejected by now. */
    public synchronized void known(int bad) {
        this.bad = bad;
    }

    synchronized void ended(TrialOutcome outcome) {
        if (outcome instanceof TrialOutcome.Failed || outcome instanceof TrialOutcome.Rejected) {
            bad++;
        }
    }

    /** Seconds that one trial may take, in all processes; empty if it may take any time. */
    public OptionalInt maxSeconds() {
        return limits.maxSeconds();
    }

    /** The limit that ends the run; empty while none does. */
    public synchronized Optional<Reached> reached() {
        if (limits.maxFailed().isPresent() && bad >= limits.maxFailed().getAsInt()) {
            return Optional.of(Reached.MAX_FAILED);
        }
        return limits.maxDuration()
                .filter(most -> Duration.between(begun, clock.instant()).compareTo(most) >= 0)
                .map(most -> Reached.MAX_DURATION);
    }
}
