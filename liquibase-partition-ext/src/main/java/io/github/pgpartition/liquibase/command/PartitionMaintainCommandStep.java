package io.github.pgpartition.liquibase.command;

import io.github.pgpartition.liquibase.maintenance.Maintenance;
import io.github.pgpartition.maintenance.Failure;
import io.github.pgpartition.maintenance.MaintenanceReport;
import java.io.IOException;
import java.util.List;
import liquibase.command.CommandBuilder;
import liquibase.command.CommandFailedException;
import liquibase.command.CommandResultsBuilder;

/**
 * Runs a pass of maintenance, and ends with exit code 2 where a table failed, when everything else has been done. What could not get its
 * lock is left to the next pass, and no failure.
 */
public class PartitionMaintainCommandStep extends PartitionCommandStep {

    private static final String NAME = "partitionMaintain";
    private static final List<String> FORMATS = List.of("text", "json");
    private static final Arguments ARGUMENTS = Arguments.of(new CommandBuilder(new String[] {NAME}), FORMATS);

    public PartitionMaintainCommandStep() {
        super(
                NAME,
                "Runs a pass of maintenance: makes the partitions that are due, retires those whose retention is over."
                        + " Exit code 2 when a table failed",
                FORMATS,
                ARGUMENTS);
    }

    @Override
    int run(Maintenance maintenance, String format, CommandResultsBuilder results)
            throws IOException, CommandFailedException {
        MaintenanceReport report = maintenance.run();
        results.addResult("report", report);
        print(results, format.equals("json") ? report.toJson() : report.toText());
        if (!report.succeeded()) {
            long failed =
                    report.failures().stream().map(Failure::table).distinct().count();
            throw results.commandFailed(
                    "Partition maintenance failed for " + failed + " of " + report.tables() + " tables",
                    NOT_WELL,
                    true);
        }
        return report.tables();
    }
}
