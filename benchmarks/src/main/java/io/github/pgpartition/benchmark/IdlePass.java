package io.github.pgpartition.benchmark;

import io.github.pgpartition.maintenance.MaintenanceReport;
import java.sql.Connection;
import java.sql.DriverManager;

/** One pass that finds nothing to do, as a program. */
final class IdlePass {

    private IdlePass() {}

    public static void main(String[] args) throws Exception {
        try (Connection connection = DriverManager.getConnection(args[0])) {
            MaintenanceReport report =
                    ManagedTables.manager(connection, ManagedTables.NOW).maintain();
            if (!report.results().isEmpty() || !report.succeeded()) {
                throw new IllegalStateException(report.toText());
            }
        }
    }
}
