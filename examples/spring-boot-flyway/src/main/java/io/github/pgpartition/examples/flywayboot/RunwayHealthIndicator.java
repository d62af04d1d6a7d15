package io.github.pgpartition.examples.flywayboot;

import io.github.pgpartition.PartitionManager;
import io.github.pgpartition.registry.TableStatus;
import io.github.pgpartition.registry.TableStatus.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** Shows until when rows of each managed table have a partition; DOWN where one needs somebody now. */
@Component
class RunwayHealthIndicator extends AbstractHealthIndicator {

    private final PartitionManager manager;

    RunwayHealthIndicator(PartitionManager manager) {
        super("Cannot read the status of managed tables");
        this.manager = manager;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        List<TableStatus> tables = manager.status();
        boolean critical = tables.stream().anyMatch(table -> table.verdict() == Verdict.CRIT);
        builder.status(critical ? "DOWN" : "UP");
        tables.forEach(table -> builder.withDetail(table.table().toString(), details(table)));
    }

    private static Map<String, Object> details(TableStatus table) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("verdict", table.verdict());
        details.put("partitions", table.partitions());
        table.runwayEndsAt().ifPresent(end -> details.put("runwayEnds", end.toString()));
        if (!table.reason().isEmpty()) {
            details.put("reason", table.reason());
        }
        return details;
    }
}
