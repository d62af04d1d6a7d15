package io.github.pgpartition.liquibase.statement;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.OperationRunner;
import io.github.pgpartition.liquibase.maintenance.Maintenance;
import io.github.pgpartition.liquibase.maintenance.Selection;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.sql.SqlStatement;
import java.sql.Connection;
import java.util.List;
import java.util.function.Supplier;
import liquibase.Scope;
import liquibase.logging.Logger;

/**
 * One pass of maintenance. What it did is told; what it could not do is an error when everything else has been done.
 *
 * @param script what a script says in its place
 */
record MaintainPart(Selection selection, Supplier<String> script) implements Part {

    @Override
    public List<SqlStatement> statements() {
        return List.of(SqlStatement.of(script.get()));
    }

    @Override
    public void run(OperationRunner runner, Connection connection) {
        MaintenanceReport report = new Maintenance(connection, selection).run();
        if (!report.succeeded()) {
            throw PartitioningException.of(report.toText().strip());
        }
        String text = report.toText().stripTrailing();
        Scope.getCurrentScope().getUI().sendMessage(text);
        Logger log = Scope.getCurrentScope().getLog(MaintainPart.class);
        if (report.deferred().isEmpty()) {
            log.info(text);
        } else {
            log.warning(text);
        }
    }
}
