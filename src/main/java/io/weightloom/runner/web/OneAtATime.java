package io.weightloom.runner.web;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;

/** What takes much memory, of which there is one at a time: training needs the rest. Safe for use by many threads. */
final class OneAtATime {

    private final Semaphore free = new Semaphore(1);

    /**
     * Makes it.
     *
     * @throws Refusal if another one is being made
     */
    <T> T make(Supplier<T> answer) {
        if (!free.tryAcquire()) {
            throw Refusal.of(
                    HttpStatus.SERVICE_UNAVAILABLE, "Another one of these is being made just now: ask again soon");
        }
        try {
            return answer.get();
        } finally {
            free.release();
        }
    }
}
