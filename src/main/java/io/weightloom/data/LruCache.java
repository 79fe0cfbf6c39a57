package io.weightloom.data;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was used last, up to a bound on its size in memory; the newest is kept whatever its size. Thread-safe:
 * what two threads ask for at the same time is made once, and who asks for something else does not wait.
 */
final class LruCache<K, V> {

    private final long maxBytes;
    private final ToLongFunction<V> bytes;
    private final Map<K, Slot> slots =
            new LinkedHashMap<>(16, 0.75f, true); // guarded by itself; least recently used first

    LruCache(long maxBytes, ToLongFunction<V> bytes) {
        this.maxBytes = maxBytes;
        this.bytes = bytes;
    }

    /** The value of this key, made now if it is not kept. If making it fails, nothing is kept. */
    V get(K key, Supplier<V> maker) {
        Slot slot;
        synchronized (slots) {
            slot = slots.computeIfAbsent(key, k -> new Slot());
        }
        V value = slot.get(maker);
        synchronized (slots) {
            dropOldest(slot);
        }
        return value;
    }

    private void dropOldest(Slot newest) {
        long total = slots.values().stream().mapToLong(slot -> slot.bytes).sum();
        Iterator<Slot> oldestFirst = slots.values().iterator();
        while (total > maxBytes && oldestFirst.hasNext()) {
            Slot slot = oldestFirst.next();
            if (slot != newest) {
                oldestFirst.remove();
                total -= slot.bytes;
            }
        }
    }

    private final class Slot {
        private volatile long bytes; // 0 until the value is there
        private @Nullable V value;

        synchronized V get(Supplier<V> maker) {
            V made = value;
            if (made == null) {
                made = maker.get();
                value = made;
                bytes = LruCache.this.bytes.applyAsLong(made);
            }
            return made;
        }
    }
}
