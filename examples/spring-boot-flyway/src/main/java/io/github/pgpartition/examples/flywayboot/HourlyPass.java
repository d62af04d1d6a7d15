package io.github.pgpartition.examples.flywayboot;

import io.github.pgpartition.PartitionManager;
import io.github.pgpartition.maintenance.MaintenanceReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** For applications that run longer than their partitions reach ahead. On several nodes, too: per table one of them works. */
@Component
class HourlyPass {

    private static final Logger LOG = LoggerFactory.getLogger(HourlyPass.class);

    private final PartitionManager manager;

    HourlyPass(PartitionManager manager) {
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
