package io.weightloom.runner.run;

import io.weightloom.runner.checkpoint.CheckpointStore;
import io.weightloom.runner.database.DatabaseIdentity;
import io.weightloom.runner.database.DatabaseReasons;
import io.weightloom.runner.lease.RunLeases;
import io.weightloom.runner.store.Runs;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Sweeps away the checkpoints of this database's trials that nothing can go on with any more, some time after. Should
 * somebody go on with one all the same, as with a spec that is put back, it begins again and ends with the same
 * numbers. Thread-safe.
 */
public final class OrphanedCheckpoints {

    private static final Logger log = LoggerFactory.getLogger(OrphanedCheckpoints.class);
    private static final Pattern TRIAL = Pattern.compile(".*-(?<run>\\d{1,18})-t(?<number>\\d{1,9})");

    private final CheckpointStore checkpoints;
    private final Runs runs;
    private final RunLeases leases;
    private final DatabaseIdentity database;
    private final Duration kept;
    private final Clock clock;

    OrphanedCheckpoints(
            CheckpointStore checkpoints,
            Runs runs,
            RunLeases leases,
            DatabaseIdentity database,
            Duration kept,
            Clock clock) {
        this.checkpoints = checkpoints;
        this.runs = runs;
        this.leases = leases;
        this.database = database;
        this.kept = kept;
        this.clock = clock;
    }

    /** Does so now; what cannot be done now is left to the next time. */
    public void sweep() {
        try {
            Instant latest = clock.instant().minus(kept);
            List<String> idle = checkpoints.trials(database.id()).entrySet().stream()
                    .filter(trial -> trial.getValue().isBefore(latest) && isIdle(trial.getKey(), latest))
                    .map(Map.Entry::getKey)
                    .toList();
            idle.forEach(checkpoints::deleteAll);
            if (!idle.isEmpty()) {
                log.info(
                        "Checkpoints that nothing can need any more are deleted, those of {} {}",
                        idle.size(),
                        idle.size() == 1 ? "trial" : "trials");
            }
        } catch (DataAccessException | TransactionException e) {
            log.debug("Checkpoints are not swept: {}", DatabaseReasons.of(e));
        } catch (UncheckedIOException e) { // costs room, not results
            log.warn("{}: {}", e.getMessage(), String.valueOf(e.getCause()));
        }
    }

    private boolean isIdle(String key, Instant latest) {
        Matcher trial = TRIAL.matcher(key);
        if (!trial.matches()) {
            return false;
        }
        long run = Long.parseLong(trial.group("run"));
        return runs.idleSince(run, Integer.parseInt(trial.group("number")))
                        .filter(since -> since.isBefore(latest))
                        .isPresent()
                && !leases.isHeld(run); // a runner may be at a spec that another one has replaced since
    }
}
