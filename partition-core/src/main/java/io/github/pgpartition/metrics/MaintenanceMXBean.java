package io.github.pgpartition.metrics;

import java.util.Map;

/** What passes of one manager did, for JMX. Counts are since it was registered; times are in milliseconds, by the system's clock. */
public interface MaintenanceMXBean {

    long getPasses();

    /** Passes in which something failed, or that could not run at all. */
    long getFailedPasses();

    /** When the last pass ended, in milliseconds since 1970; 0 before the first. */
    long getLastPassAt();

    long getLastPassMillis();

    /** What the last pass did, as its report has it, or why it could not run. */
    String getLastPass();

    long getPartitionsCreated();

    long getPartitionsDetached();

    long getPartitionsDropped();

    /** In the last pass. */
    long getStepsDeferred();

    /** By table, in seconds from now: how long rows have partitions. Without tables whose key counts. */
    Map<String, Long> getRunwaySeconds();

    /** By table; estimated. */
    Map<String, Long> getRowsInDefault();

    /** By table: OK, WARN or CRIT. */
    Map<String, String> getVerdicts();
}
