package io.github.pgpartition.metrics;

import static java.util.stream.Collectors.toMap;

import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.registry.TableStatus;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An MXBean {@code io.github.pgpartition:type=PartitionManager,id=…}; thread-safe. Where JMX refuses it, that is logged and nothing else. */
public final class JmxMetrics implements PassListener, MaintenanceMXBean, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JmxMetrics.class);
    private static final AtomicLong IDS = new AtomicLong();

    private final InstantSource clock;
    private final String name = "io.github.pgpartition:type=PartitionManager,id=" + IDS.incrementAndGet();
    private long passes;
    private long failed;
    private long lastAt;
    private long lastMillis;
    private String last = "";
    private long created;
    private long detached;
    private long dropped;
    private long deferred;
    private List<TableStatus> tables = List.of();

    /** @param clock by which the runway is measured */
    public JmxMetrics(InstantSource clock) {
        this.clock = clock;
    }

    public JmxMetrics register() {
        try {
            ManagementFactory.getPlatformMBeanServer().registerMBean(this, new ObjectName(name));
        } catch (JMException | SecurityException e) {
            LOG.warn("No JMX bean {}: {}", name, e.toString());
        }
        return this;
    }

    public String name() {
        return name;
    }

    @Override
    public void close() {
        try {
            ObjectName object = new ObjectName(name);
            if (ManagementFactory.getPlatformMBeanServer().isRegistered(object)) {
                ManagementFactory.getPlatformMBeanServer().unregisterMBean(object);
            }
        } catch (JMException | SecurityException e) {
            LOG.warn("JMX bean {} stays: {}", name, e.toString());
        }
    }

    @Override
    public synchronized void passEnded(PassEnd pass) {
        passes++;
        failed += pass.succeeded() ? 0 : 1;
        lastAt = System.currentTimeMillis();
        lastMillis = pass.took().toMillis();
        last = pass.report()
                .map(MaintenanceReport::toText)
                .orElseGet(() -> pass.failure().map(Throwable::toString).orElse(""));
        pass.report().ifPresent(report -> {
            created += report.created().size();
            detached += report.detached().size();
            dropped += report.dropped().size();
            deferred = report.deferred().size();
            tables = pass.tables();
        });
    }

    @Override
    public synchronized long getPasses() {
        return passes;
    }

    @Override
    public synchronized long getFailedPasses() {
        return failed;
    }

    @Override
    public synchronized long getLastPassAt() {
        return lastAt;
    }

    @Override
    public synchronized long getLastPassMillis() {
        return lastMillis;
    }

    @Override
    public synchronized String getLastPass() {
        return last;
    }

    @Override
    public synchronized long getPartitionsCreated() {
        return created;
    }

    @Override
    public synchronized long getPartitionsDetached() {
        return detached;
    }

    @Override
    public synchronized long getPartitionsDropped() {
        return dropped;
    }

    @Override
    public synchronized long getStepsDeferred() {
        return deferred;
    }

    @Override
    public synchronized Map<String, Long> getRunwaySeconds() {
        return tables.stream()
                .filter(t -> t.runwayEndsAt().isPresent())
                .collect(toMap(
                        t -> t.table().toString(),
                        t -> Duration.between(clock.instant(), t.runwayEndsAt().get())
                                .toSeconds()));
    }

    @Override
    public synchronized Map<String, Long> getRowsInDefault() {
        return tables.stream().collect(toMap(t -> t.table().toString(), TableStatus::rowsInDefault));
    }

    @Override
    public synchronized Map<String, String> getVerdicts() {
        return tables.stream()
                .collect(toMap(t -> t.table().toString(), t -> t.verdict().name()));
    }
}
