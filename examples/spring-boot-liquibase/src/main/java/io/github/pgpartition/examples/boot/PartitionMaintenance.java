package io.github.pgpartition.examples.boot;

import io.github.pgpartition.PartitionManager;
import io.github.pgpartition.maintenance.MaintenanceReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** A pass every hour. On several nodes, too: per table one of them works, and the others go on. */
@Component
class PartitionMaintenance {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionMaintenance.class);

    private final PartitionManager manager;

    PartitionMaintenance(PartitionManager manager) {
        this.manager = manager;
    }

    @Scheduled(initialDelayString = "PT1H", fixedDelayString = "PT1H")
    void run() {
        MaintenanceReport report = manager.maintain();
        if (report.succeeded()) {
            LOG.info("{}", report.toText());
        } else {
            LOG.error("{}", report.toText());
        }
    }
}
