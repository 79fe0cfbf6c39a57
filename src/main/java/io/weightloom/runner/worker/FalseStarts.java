package io.weightloom.runner.worker;

import io.weightloom.runner.database.DatabaseReasons;
import io.weightloom.runner.lease.LeaseLostException;
import io.weightloom.runner.store.RoundTrials;
import io.weightloom.runner.store.TrialClaimLostException;
import io.weightloom.runner.store.TrialNames;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Trials that a worker could not even take, for what it does before that failed. They count as taken without progress:
 * else one that no worker can take would go round for ever. Thread-safe.
 */
@Component
public final class FalseStarts {

    private static final Logger log = LoggerFactory.getLogger(FalseStarts.class);

    private final TrialStore store;
    private final RoundTrials trials;

    FalseStarts(TrialStore store, RoundTrials trials) {
        this.store = store;
        this.trials = trials;
    }

    /**
     * Counts one, and ends the trial as failed if there were too many in a row, with who those were.
     *
     * @param number of the trial in its run
     * @param failure that was met
     */
    public void count(WorkerRun run, int number, Throwable failure) {
        if (DatabaseReasons.isAway(failure)) {
            return; // not the trial's fault
        }
        try {
            OptionalLong trial = trials.id(run.run().id(), number);
            if (trial.isPresent()) {
                store.claim(run, trial.getAsLong()).endIfHopeless();
            }
        } catch (LeaseLostException | TrialClaimLostException | IllegalStateException e) {
            log.debug("{} is another one's, or has ended", TrialNames.of(number), e);
        } catch (DataAccessException | TransactionException e) {
            log.warn("That {} could not be taken is not counted: {}", TrialNames.of(number), DatabaseReasons.of(e));
        }
    }
}
