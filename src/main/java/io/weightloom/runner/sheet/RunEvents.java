package io.weightloom.runner.sheet;

import io.weightloom.runner.review.ProgressReview;
import io.weightloom.runner.review.Review;
import io.weightloom.runner.review.RunSummary;
import io.weightloom.runner.review.RunView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Tells whoever listens which runs have moved. The database is looked at once a second for all listeners together, and
 * not at all while nobody listens. Streams end as soon as the context closes. Thread-safe.
 */
@Component
public class RunEvents implements ApplicationListener<ContextClosedEvent> {

    /** Each holds a connection. */
    public static final int LISTENERS = 64;

    private static final Logger LOG = LoggerFactory.getLogger(RunEvents.class);

    private static final Duration QUIET = Duration.ofSeconds(15);

    private final Review review;
    private final Clock clock;
    private final ViewCosts costs = new ViewCosts();
    private final RunWatch watch = new RunWatch();
    private final Set<Mailbox> listeners = new HashSet<>();
    private final ExecutorService senders = Executors.newCachedThreadPool(RunEvents::sending);
    private Optional<ScheduledExecutorService> looking = Optional.empty();
    private Instant spoken = Instant.MIN;
    private volatile boolean isSound = true;
    private boolean isOver;

    RunEvents(Review review, Clock clock) {
        this.review = review;
        this.clock = clock;
    }

    /**
     * A run that has moved.
     *
     * @param run its id
     * @param experiment its name
     * @param revision that can be seen now
     * @param state running, completed, stopped or failed
     * @param counts trials that are pending, running, paused, or ended with each outcome
     * @param progress how far it is
     */
    record RunMoved(
            long run,
            String experiment,
            String revision,
            String state,
            Map<String, Integer> counts,
            ProgressReview progress) {}

    private static Thread sending(Runnable work) {
        return thread("runs-told", work);
    }

    private static Thread looking(Runnable work) {
        return thread("runs-watched", work);
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** What is spent on those who watch. */
    public ViewCosts costs() {
        return costs;
    }

    /**
     * A stream of what happens from now on.
     *
     * @return empty if there are too many listeners, or the server stops
     */
    public synchronized Optional<SseEmitter> listen() {
        if (isOver || listeners.size() >= LISTENERS) {
            return Optional.empty();
        }
        SseEmitter emitter = new SseEmitter(0L); // for as long as somebody listens
        Mailbox listener = new Mailbox(emitter, senders);
        emitter.onCompletion(() -> leave(listener));
        listeners.add(listener);
        listener.send(
                "begin",
                SseEmitter.event().comment("runs that move are told of here").build());
        watch.begin();
        if (looking.isEmpty()) {
            ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(RunEvents::looking);
            // It ends with its timer; what goes wrong in it is told where it happens.
            ScheduledFuture<?> unused =
                    timer.scheduleWithFixedDelay(this::look, 0, RunWatch.SHORTEST.toMillis(), TimeUnit.MILLISECONDS);
            looking = Optional.of(timer);
        }
        return Optional.of(emitter);
    }

    private synchronized void leave(Mailbox listener) {
        listeners.remove(listener);
        if (listeners.isEmpty()) {
            rest();
        }
    }

    private synchronized void rest() {
        looking.ifPresent(ScheduledExecutorService::shutdown);
        looking = Optional.empty();
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent closed) {
        List<Mailbox> all;
        synchronized (this) {
            isOver = true;
            rest();
            all = List.copyOf(listeners);
        }
        all.forEach(Mailbox::close);
        senders.shutdown();
    }

    private void look() {
        try {
            List<RunView.Revised> runs = review.revisions();
            Instant now = clock.instant();
            RunWatch.Due due = due(runs, now);
            if (due.list()) {
                tell("experiments", SseEmitter.event().name("experiments").data("{}"));
            }
            for (long run : due.runs()) {
                costs.take(run);
                Duration begun = ViewCosts.now();
                Optional<RunView> view = review.view(run);
                view.ifPresent(seen ->
                        tell("run " + run, SseEmitter.event().name("run").data(moved(seen))));
                told(run, view, now, ViewCosts.now().minus(begun));
            }
            if (spoken.plus(QUIET).isBefore(now)) {
                tell("quiet", SseEmitter.event().comment("nothing new"));
            }
            isSound = true;
        } catch (DataAccessException | TransactionException e) {
            // The database is away, of which those tell who work with it; it is looked at again in a second.
        } catch (RuntimeException e) { // else the timer would look no more, and nobody would know
            if (isSound) { // what goes on is said once
                LOG.error("What has moved could not be told to those who watch; it is looked at again", e);
            }
            isSound = false;
        }
    }

    private synchronized RunWatch.Due due(List<RunView.Revised> runs, Instant now) {
        return watch.due(runs, now, costs::of);
    }

    private synchronized void told(long run, Optional<RunView> view, Instant now, Duration cost) {
        view.ifPresent(seen -> watch.told(run, seen.revisionNumber(), now, cost));
    }

    private RunMoved moved(RunView view) {
        RunSummary run = review.summary(view);
        return new RunMoved(run.id(), view.experiment(), run.revision(), run.state(), run.counts(), run.progress());
    }

    private synchronized void tell(String kind, SseEmitter.SseEventBuilder event) {
        spoken = clock.instant();
        Set<ResponseBodyEmitter.DataWithMediaType> built = event.build(); // which one thread only may do
        listeners.forEach(listener -> listener.send(kind, built));
    }
}
