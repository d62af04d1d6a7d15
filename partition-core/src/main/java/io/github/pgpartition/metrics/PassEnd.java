package io.github.pgpartition.metrics;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.registry.TableStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a pass ended.
 *
 * @param took          of this computer's time
 * @param reportOrNull  null where the pass could not run at all
 * @param failureOrNull why it could not; null where it ran
 * @param tables        how managed tables stand now; empty where that could not be read
 */
public record PassEnd(
        Duration took,
        @Nullable MaintenanceReport reportOrNull,
        @Nullable RuntimeException failureOrNull,
        List<TableStatus> tables) {

    public PassEnd {
        requireNonNull(took, "took");
        tables = List.copyOf(tables);
    }

    public Optional<MaintenanceReport> report() {
        return Optional.ofNullable(reportOrNull);
    }

    public Optional<RuntimeException> failure() {
        return Optional.ofNullable(failureOrNull);
    }

    /** Whether it ran, and nothing failed. */
    public boolean succeeded() {
        return reportOrNull != null && reportOrNull.succeeded();
    }
}
