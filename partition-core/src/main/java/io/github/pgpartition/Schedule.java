package io.github.pgpartition;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.ConnectionSource;
import io.github.pgpartition.execution.PassRunner;
import io.github.pgpartition.execution.PassSchedule;
import io.github.pgpartition.metrics.JmxMetrics;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The schedule of a manager, and the JMX bean that is there as long as it runs. */
final class Schedule {

    private final PassRunner passes;
    private final ConnectionSource connections;
    private final InstantSource clock;
    private final Duration patience;
    private @Nullable PassSchedule running;
    private @Nullable JmxMetrics bean;

    Schedule(PassRunner passes, ConnectionSource connections, InstantSource clock, Duration patience) {
        this.passes = passes;
        this.connections = connections;
        this.clock = clock;
        this.patience = patience;
    }

    synchronized void start(Duration interval) {
        if (!connections.isShareable()) {
            throw new PartitioningException(
                    "Cannot start a schedule",
                    "the manager was built on one connection, which its owner uses meanwhile",
                    "Build it on a DataSource");
        }
        if (running != null) {
            throw new PartitioningException(
                    "Cannot start a schedule",
                    "this manager runs one already",
                    "Close it first to change the interval");
        }
        PassSchedule schedule = new PassSchedule(interval, patience, passes::runScheduled);
        bean = new JmxMetrics(clock).register();
        passes.add(bean);
        running = schedule.start();
    }

    /** Not while it waits: a hook or a listener may call the manager. */
    void close() {
        PassSchedule ended;
        synchronized (this) {
            ended = running;
            running = null;
            if (bean != null) {
                passes.remove(bean);
                bean.close();
                bean = null;
            }
        }
        if (ended != null) {
            ended.close();
        }
    }
}
