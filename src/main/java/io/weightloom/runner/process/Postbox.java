package io.weightloom.runner.process;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts messages on a thread of its own, one after the other. What does not arrive is posted again, after pauses that
 * grow, and given up with one line in the log. The end of the process waits for what is still to be posted, but not for
 * long: an attempt that is due later is made at once then, and is the last. Thread-safe.
 */
final class Postbox {

    /** By which the end of the process is delayed at most. */
    static final Duration AT_MOST = Duration.ofSeconds(5);

    /** How often a message is posted at most. */
    static final int ATTEMPTS = 5;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int GROWTH = 4;

    private static final Logger log = LoggerFactory.getLogger(Postbox.class);

    private final Delivery delivery;
    private final Waiting waiting;
    private final Duration atMost;
    private final String receiver;
    private final BlockingQueue<Optional<Supplier<String>>> messages = new LinkedBlockingQueue<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::deliverAll, "notices");

    /** Posts one message. */
    @FunctionalInterface
    interface Delivery {

        /** Why it did not arrive; empty if it did. */
        Optional<Receiver.Refusal> send(String message) throws InterruptedException;
    }

    /** Waits. */
    @FunctionalInterface
    interface Waiting {

        /** Returns after a time, or as soon as there is no time for that. */
        void of(Duration time, CountDownLatch closing) throws InterruptedException;
    }

    /** Of a receiver. */
    Postbox(Receiver receiver) {
        this(
                receiver::send,
                (time, end) -> end.await(time.toMillis(), TimeUnit.MILLISECONDS),
                AT_MOST,
                receiver.toString());
    }

    /** With other means. */
    Postbox(Delivery delivery, Waiting waiting, Duration atMost, String receiver) {
        this.delivery = delivery;
        this.waiting = waiting;
        this.atMost = atMost;
        this.receiver = receiver;
        thread.setDaemon(true);
    }

    /** Takes a message, which is written on the postbox's thread, and returns at once. */
    void post(Supplier<String> message) {
        messages.add(Optional.of(message));
    }

    private void deliverAll() {
        try {
            for (Optional<Supplier<String>> next = messages.take(); next.isPresent(); next = messages.take()) {
                deliver(next.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(Supplier<String> message) throws InterruptedException {
        String written;
        try {
            written = message.get();
        } catch (RuntimeException e) { // the next one can be written
            log.warn(
                    "A message about the end of a run could not be written, and is not delivered (runner.notify.url)",
                    e);
            return;
        }
        deliver(written);
    }

    private void deliver(String message) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            boolean last = attempt == ATTEMPTS || closing.getCount() == 0;
            Optional<Receiver.Refusal> refusal = delivery.send(message);
            if (refusal.isEmpty()) {
                return;
            }
            if (last || !refusal.get().mayPass()) {
                log.warn(
                        "A message about the end of a run was not delivered: {} {} (runner.notify.url; {} of {} attempts)",
                        receiver,
                        refusal.get().reason(),
                        attempt,
                        ATTEMPTS);
                return;
            }
            waiting.of(pause, closing);
            pause = pause.multipliedBy(GROWTH);
        }
    }

    /** Begins to post. */
    void open() {
        thread.start();
    }

    /** Waits for what is still to be posted, but not for long. */
    void close() {
        closing.countDown();
        messages.add(Optional.empty());
        try {
            thread.join(atMost.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            log.warn(
                    "A message about the end of a run was not delivered: {} did not answer before the end of the process"
                            + " (runner.notify.url)",
                    receiver);
        }
    }
}
