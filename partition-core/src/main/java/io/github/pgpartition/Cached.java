package io.github.pgpartition;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value that is read again when it is too old, or when something was changed since. Thread-safe; two threads may read it at once. */
final class Cached<T> {

    private record Entry<T>(T value, long readAt, long changes) {}

    private final Supplier<T> reader;
    private final LongSupplier changes;
    private final @Nullable Duration ttl;
    private volatile @Nullable Entry<T> entry;

    /** @param ttl null to read it each time */
    Cached(@Nullable Duration ttl, LongSupplier changes, Supplier<T> reader) {
        this.ttl = ttl;
        this.changes = changes;
        this.reader = reader;
    }

    T get() {
        if (ttl == null) {
            return reader.get();
        }
        Entry<T> known = entry;
        if (known != null && known.changes == changes.getAsLong() && System.nanoTime() - known.readAt < ttl.toNanos()) {
            return known.value;
        }
        long before = changes.getAsLong();
        long now = System.nanoTime();
        T value = reader.get();
        entry = new Entry<>(value, now, before);
        return value;
    }
}
