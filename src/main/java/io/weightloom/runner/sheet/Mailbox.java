package io.weightloom.runner.sheet;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Sends events to one listener, one after the other, without that anybody waits for it. Of what a listener is too slow
 * for, only the latest of each kind waits. Thread-safe.
 */
final class Mailbox {

    private final SseEmitter emitter;
    private final Executor threads;
    private final Map<String, Set<ResponseBodyEmitter.DataWithMediaType>> waiting = new LinkedHashMap<>();
    private boolean isSending;

    Mailbox(SseEmitter emitter, Executor threads) {
        this.emitter = emitter;
        this.threads = threads;
    }

    /**
     * Sends an event as soon as those before it are sent.
     *
     * @param kind an event of the same kind that waits is not sent any more
     */
    void send(String kind, Set<ResponseBodyEmitter.DataWithMediaType> event) {
        synchronized (this) {
            waiting.remove(kind);
            waiting.put(kind, event);
            if (isSending) {
                return;
            }
            isSending = true;
        }
        threads.execute(this::sendAll);
    }

    /** Ends the stream. */
    void close() {
        emitter.complete();
    }

    private void sendAll() {
        Optional<Set<ResponseBodyEmitter.DataWithMediaType>> event = next();
        while (event.isPresent()) {
            try {
                emitter.send(event.get());
            } catch (IOException | RuntimeException e) { // who listened is gone, which converters wrap in their own
                emitter.completeWithError(e);
                return;
            }
            event = next();
        }
    }

    private synchronized Optional<Set<ResponseBodyEmitter.DataWithMediaType>> next() {
        Iterator<Set<ResponseBodyEmitter.DataWithMediaType>> events =
                waiting.values().iterator();
        if (!events.hasNext()) {
            isSending = false;
            return Optional.empty();
        }
        Set<ResponseBodyEmitter.DataWithMediaType> event = events.next();
        events.remove();
        return Optional.of(event);
    }
}
