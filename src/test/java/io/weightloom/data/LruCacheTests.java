package io.weightloom.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LruCacheTests {

    private final List<String> made = new ArrayList<>();
    private final LruCache<String, String> cache = new LruCache<>(10, String::length);

    @Test
    void aValueIsMadeOnce() {
        String first = get("a", "12345");
        String second = get("a", "other");

        assertThat(second).isSameAs(first);
        assertThat(made).containsExactly("a");
    }

    @Test
    void theLeastRecentlyUsedValueGivesWay() {
        get("a", "1234");
        get("b", "1234");
        get("a", "1234"); // now b is the oldest
        get("c", "1234");
        get("a", "1234");
        get("b", "1234");

        assertThat(made).containsExactly("a", "b", "c", "b");
    }

    @Test
    void theNewestValueIsKeptThoughItIsTooLarge() {
        get("a", "1234");
        get("huge", "12345678901234567890");
        get("huge", "12345678901234567890");
        get("a", "1234");

        assertThat(made).containsExactly("a", "huge", "a");
    }

    @Test
    void aFailureIsNotKept() {
        assertThatIllegalStateException()
                .isThrownBy(() -> cache.get("a", () -> {
                    throw new IllegalStateException("the disk is gone");
                }));

        assertThat(get("a", "1234")).isEqualTo("1234");
    }

    @Test
    @Timeout(60)
    void whatTwoThreadsAskForAtTheSameTimeIsMadeOnce() throws InterruptedException {
        AtomicInteger makers = new AtomicInteger();
        AtomicReference<String> seenBySecond = new AtomicReference<>("nothing");
        Thread second = new Thread(() -> seenBySecond.set(cache.get("a", () -> "made by " + makers.incrementAndGet())));

        String seenByFirst = cache.get("a", () -> {
            second.start();
            while (second.getState() != Thread.State.BLOCKED && second.isAlive()) {
                Thread.onSpinWait(); // until it waits for this value, or has wrongly made one of its own
            }
            return "made by " + makers.incrementAndGet();
        });
        second.join();

        assertThat(seenByFirst).isEqualTo("made by 1");
        assertThat(seenBySecond.get()).isEqualTo("made by 1");
    }

    @Test
    @Timeout(60)
    void whoAsksForSomethingElseDoesNotWait() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        CountDownLatch begun = new CountDownLatch(1);
        Future<String> value = thread.submit(() -> cache.get("slow", () -> {
            begun.countDown();
            await(slow);
            return "1234";
        }));
        begun.await();

        assertThat(get("fast", "1234")).isEqualTo("1234"); // would wait for ever
        slow.countDown();

        assertThat(value.get()).isEqualTo("1234");
        thread.shutdown();
    }

    private String get(String key, String value) {
        return cache.get(key, () -> {
            made.add(key);
            return value;
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
