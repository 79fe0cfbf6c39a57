package io.weightloom.runner.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One execution of an experiment, as stored.
 *
 * @param id in the database
 * @param key its identity
 * @param description the experiment's
 * @param spec the resolved experiment, as JSON
 * @param state how far it has come
 * @param jobExecution id of the Batch execution that worked on it last
 * @param createdAt when it was planned
 * @param endedAt when its state was last set to something other than running
 * @param detail why it stands where it does, where the state does not say it
 * @param worked how long somebody worked at it; empty of one that was made before this was noted and not gone on with
 * @param reopened how often it was opened again to train more; each time is a job of its own to Spring Batch
 * @param revision grows with each transaction that wrote to its rows, those of its trials included: what is read after
 *     a revision was read is as new as that or newer, and does not change while the revision does not
 */
public record Run(
        long id,
        RunKey key,
        String description,
        String spec,
        RunState state,
        Optional<Long> jobExecution,
        Instant createdAt,
        Optional<Instant> endedAt,
        Optional<String> detail,
        Optional<Worked> worked,
        int reopened,
        long revision) {

    /**
     * How far a run has come.
     *
     * @param run its id
     * @param revision its revision
     */
    public record Revised(long run, long revision, boolean isRunning) {}

    /**
     * How long somebody worked at a run: what it lay idle between two attempts does not count.
     *
     * @param seconds in all attempts that are over
     * @param begunAt when the attempt under way began; empty if none is, as far as is known
     */
    public record Worked(double seconds, Optional<Instant> begunAt) {

        /** All of it, if the attempt under way came as far as an instant. */
        public double until(Instant instant) {
            return seconds + begunAt.map(begun -> between(begun, instant)).orElse(0.0);
        }

        /** Seconds from one instant to another; none if that is earlier. */
        public static double between(Instant from, Instant to) {
            return to.isAfter(from) ? Duration.between(from, to).toMillis() / 1e3 : 0;
        }
    }
}
