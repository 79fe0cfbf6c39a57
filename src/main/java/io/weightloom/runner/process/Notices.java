package io.weightloom.runner.process;

import io.weightloom.runner.review.PastRun;
import io.weightloom.runner.run.RunEndings;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Tells a receiver of each run that has ended, as long as the application lives. Thread-safe. */
final class Notices implements RunEndings, SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Notices.class);

    private final Function<RunEndings.Ended, Optional<PastRun>> stored;
    private final Supplier<Optional<String>> page;
    private final Postbox postbox;
    private volatile boolean running;

    /**
     * To a receiver.
     *
     * @param stored what is stored of a run; asked on the postbox's thread
     * @param page the address of the page, if one is served
     */
    Notices(Function<RunEndings.Ended, Optional<PastRun>> stored, Supplier<Optional<String>> page, Postbox postbox) {
        this.stored = stored;
        this.page = page;
        this.postbox = postbox;
    }

    @Override
    public void ended(RunEndings.Ended run) {
        postbox.post(() -> RunMessage.of(run, past(run), page.get()).json());
    }

    @Override
    public void start() {
        postbox.open();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        postbox.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stopped when {@link GracefulStop} has: runs that end then are told of, too. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 2;
    }

    /** A database that is away is what some messages tell of. */
    private Optional<PastRun> past(RunEndings.Ended ended) {
        try {
            return stored.apply(ended);
        } catch (DataAccessException | TransactionException e) {
            return Optional.empty();
        } catch (RuntimeException e) {
            log.warn(
                    "The message about the end of a run of {} tells less, because its history cannot be read",
                    ended.experiment(),
                    e);
            return Optional.empty();
        }
    }
}
