package io.github.pgpartition;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.ConnectionSource;
import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.execution.PassClock;
import io.github.pgpartition.hook.HookCall;
import io.github.pgpartition.hook.PartitionHook;
import io.github.pgpartition.metrics.PassListener;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Collects what a manager needs; {@link PartitionManager#builder(javax.sql.DataSource)} makes one. */
public final class PartitionManagerBuilder {

    private final ConnectionSource connections;
    private Duration lockTimeout = LockPolicy.DEFAULT.timeout();
    private int lockRetries = LockPolicy.DEFAULT.retries();
    private InstantSource node = InstantSource.system();
    private PassClock clock = PassClock.of(node);
    private final List<PartitionHook> hooks = new ArrayList<>();
    private Duration hookTimeout = Duration.ofSeconds(30);
    private final List<PassListener> listeners = new ArrayList<>();
    private Duration closeTimeout = Duration.ofSeconds(30);

    PartitionManagerBuilder(ConnectionSource connections) {
        this.connections = connections;
    }

    /** The longest that a statement waits for a lock, and so that anybody queues behind it; 500 ms unless set. */
    public PartitionManagerBuilder lockTimeout(Duration timeout) {
        lockTimeout = timeout;
        return this;
    }

    /** How often a statement that did not get its lock is tried again before it is deferred; 20 unless set. */
    public PartitionManagerBuilder lockRetries(int retries) {
        lockRetries = retries;
        return this;
    }

    /**
     * The time that passes go by, instead of that of the system. It is believed, whatever the server's clock says.
     *
     * <p>Unless set, the system's clock is compared with the server's, as a node whose clock is wrong must not take everything for over: retention
     * goes by the earlier of the two, partitions are made ahead of the server's, and where they differ by more than a minute, each plan and
     * each pass that looks at tables has a finding that names both. {@link InstantSource#system()} is the same as none.
     */
    public PartitionManagerBuilder clock(InstantSource source) {
        node = requireNonNull(source, "clock");
        clock = PassClock.of(source);
        return this;
    }

    /** As if this were the system's clock. */
    PartitionManagerBuilder systemClock(InstantSource source) {
        node = source;
        clock = PassClock.compared(source);
        return this;
    }

    /** Asked before a partition is made or taken away, and told afterwards; several are asked in the order in which they are given. */
    public PartitionManagerBuilder hook(PartitionHook hook) {
        hooks.add(requireNonNull(hook, "hook"));
        return this;
    }

    /** The longest that a pass waits for a hook; 30 s unless set. */
    public PartitionManagerBuilder hookTimeout(Duration timeout) {
        hookTimeout = positive("hookTimeout", timeout);
        return this;
    }

    /** Told how each pass ended: {@link io.github.pgpartition.metrics.MicrometerMetrics}, or your own. */
    public PartitionManagerBuilder listener(PassListener listener) {
        listeners.add(requireNonNull(listener, "listener"));
        return this;
    }

    /** The longest that {@link PartitionManager#close} waits for the step that runs; 30 s unless set. */
    public PartitionManagerBuilder closeTimeout(Duration timeout) {
        closeTimeout = positive("closeTimeout", timeout);
        return this;
    }

    /** @throws PartitioningException where there are hooks for a connection that is lent: it may have a transaction open, with its locks */
    public PartitionManager build() {
        if (!hooks.isEmpty() && !connections.isShareable()) {
            throw new PartitioningException(
                    "Cannot use hooks",
                    "the connection is lent, and may hold locks in a transaction of its owner while a hook runs",
                    "Build the manager on a DataSource");
        }
        return new PartitionManager(
                connections,
                new LockPolicy(lockTimeout, lockRetries),
                clock,
                node,
                hooks.stream().map(hook -> new HookCall(hook, hookTimeout)).toList(),
                listeners,
                closeTimeout);
    }

    private static Duration positive(String name, Duration timeout) {
        if (timeout.toMillis() < 1) {
            throw new PartitioningException(
                    "Cannot use a " + name + " of " + timeout, "it is not at least 1 ms", "Give such as 30 seconds");
        }
        return timeout;
    }
}
