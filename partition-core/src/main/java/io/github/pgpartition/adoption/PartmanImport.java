package io.github.pgpartition.adoption;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import io.github.pgpartition.catalog.TemplateLookup;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.Declaration;
import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.execution.RegistryInstaller;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.PolicyField;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlLiteral;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Declares for each table that pg_partman maintains the policy that its row in {@code part_config} is; the time zone, which pg_partman takes
 * from whoever runs it, is told from the bounds. Changes nothing of pg_partman's; one row that cannot be imported stops no other.
 */
public final class PartmanImport {

    private final Connection connection;
    private final Declaration declaration;
    private final PartmanQuery partman;
    private final ExistingImport existing;

    public PartmanImport(Connection connection, LockPolicy locks, Instant now) {
        this.connection = connection;
        declaration = new Declaration(connection, locks, now);
        partman = new PartmanQuery(connection, locks);
        existing = new ExistingImport(connection, locks, now);
    }

    /** @param schemaOrNull that has {@code part_config}; null for that of the extension */
    public PartmanReport run(@Nullable String schemaOrNull) throws SQLException {
        new RegistryInstaller(connection).upgrade();
        String schema = schemaOrNull == null ? partman.schema() : schemaOrNull;
        List<ImportReport> imported = new ArrayList<>();
        List<PartmanReport.Skipped> skipped = new ArrayList<>();
        List<String> active = new ArrayList<>();
        List<PartmanRow> rows = partman.rows(schema);
        Set<String> parents = rows.stream().map(PartmanRow::parent).collect(toSet());
        for (PartmanRow row : rows) {
            try {
                if (!isToldWithItsRoot(row, parents)) {
                    imported.add(run(row));
                    if (row.get("automatic_maintenance").filter("on"::equals).isPresent()) {
                        active.add(row.parent());
                    }
                }
            } catch (PartitioningException e) {
                skipped.add(new PartmanReport.Skipped(row.parent(), String.valueOf(e.getMessage())));
            }
        }
        return new PartmanReport(schema, imported, skipped, imported.isEmpty() ? List.of() : next(schema, active));
    }

    /** A set of sub-partitions has a row for each partition of the table at the top. */
    private boolean isToldWithItsRoot(PartmanRow row, Set<String> parents) {
        return new TemplateLookup(connection)
                .root(row.table())
                .filter(root -> !root.equals(row.table()))
                .filter(root -> parents.contains(
                        root.schema().orElseThrow().value() + "." + root.name().value()))
                .isPresent();
    }

    private ImportReport run(PartmanRow row) throws SQLException {
        PartmanPolicy found = PartmanPolicy.of(row);
        PartitionedTable table = declaration.table(row.table());
        QualifiedName root = new TemplateLookup(connection).root(table.name()).orElse(table.name());
        if (!root.equals(table.name())) {
            throw new PartitioningException(
                    "Cannot import " + row.parent() + " from pg_partman",
                    "it is a partition of " + root.sql(),
                    "Manage " + root.sql()
                            + " instead, where new partitions need not be partitioned, or with subPartitions");
        }
        if (existing.managed(table).isPresent()) {
            return existing.of(table.name());
        }
        Shape shape = Shape.of(table);
        Inference bounds = existing.inferred(table, shape);
        Map<String, String> fields = new HashMap<>(found.fields());
        fields.put(PolicyField.TIME_ZONE.fieldName(), bounds.zone().getId());
        fields.put(
                PolicyField.DEFAULT_PARTITION.fieldName(),
                PolicyGuess.defaultPartition(table, shape).text());
        PartitionPolicy policy = PartitionPolicy.parse(table.name(), fields);
        List<String> notes = new ArrayList<>(found.notes());
        if (!policy.interval().equals(bounds.interval())) {
            notes.add("most of its partitions are of " + bounds.interval().text() + ", and new ones will be of "
                    + policy.interval().text() + ", as part_config says");
        }
        if (row.template().isPresent() && partman.indexes(row.template().get()) > 0) {
            notes.add("template " + row.template().get().sql()
                    + " has indexes that new partitions will not get: create those that the table lacks on the table itself, as far as"
                    + " they have its partition key");
        }
        return existing.declare(table, shape, policy, notes);
    }

    private List<String> next(String schema, List<String> active) throws SQLException {
        List<String> next = new ArrayList<>();
        String config = QualifiedName.of(schema, "part_config").sql();
        if (!active.isEmpty()) {
            next.add("pg_partman still maintains " + active.size()
                    + " of them. Switch it off for these before the first pass, since version 4 fails for all of its tables as soon as"
                    + " one has a partition whose name it did not give: UPDATE " + config
                    + " SET automatic_maintenance = 'off' WHERE parent_table IN ("
                    + active.stream().map(SqlLiteral::quote).collect(joining(", ")) + ");");
        }
        String databases = partman.workerDatabases();
        if (!databases.isEmpty()) {
            next.add("pg_partman's background worker runs in this server, for: " + databases
                    + ". Once no table needs it, take it out of shared_preload_libraries");
        }
        for (String job : partman.cronJobs()) {
            next.add("pg_cron runs pg_partman's maintenance: job " + job + ". Once no table needs it, unschedule it");
        }
        next.add(
                "Look at manager.plan() before the first pass, then let it run; when that went well, delete the rows from "
                        + config);
        return next;
    }
}
