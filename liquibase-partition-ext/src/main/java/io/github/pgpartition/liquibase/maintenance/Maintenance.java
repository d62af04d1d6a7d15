package io.github.pgpartition.liquibase.maintenance;

import io.github.pgpartition.catalog.NotPartitioned;
import io.github.pgpartition.catalog.SchemaLookup;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.BoundedCatalog;
import io.github.pgpartition.execution.MaintenancePass;
import io.github.pgpartition.execution.ManagedTables;
import io.github.pgpartition.execution.PassClock;
import io.github.pgpartition.execution.RegistryInstaller;
import io.github.pgpartition.liquibase.configuration.PartitionSettings;
import io.github.pgpartition.maintenance.MaintenancePlan;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.maintenance.StatusReport;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.registry.ManagedTable;
import io.github.pgpartition.registry.Registry;
import io.github.pgpartition.registry.StatusReader;
import io.github.pgpartition.registry.TableStatus;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.time.InstantSource;
import java.util.List;

/**
 * What can be done with the managed tables of a database. A pass needs one connection and takes Liquibase's own, which is in the right
 * database, as the right role.
 */
public final class Maintenance {

    private final Connection connection;
    private final Selection selection;
    private final PassClock clock = PassClock.of(InstantSource.system());

    /** On a connection in autocommit, as {@link MaintenancePass} has it. */
    public Maintenance(Connection connection, Selection selection) {
        this.connection = connection;
        this.selection = selection;
    }

    private boolean isInstalled() {
        return new Registry(connection).isInstalled();
    }

    /** Why there was no table to tell of, where that was so. */
    public String nothingManaged() {
        if (!isInstalled()) {
            return "No table is managed: schema pgpartition is not in this database. managePartitions in a changelog"
                    + " makes it.";
        }
        return selection
                .schema()
                .map(schema -> "No table of schema " + schema.sql() + " is managed.")
                .orElse("No table is managed.");
    }

    /** What a pass would do. Changes nothing. */
    public MaintenancePlan plan() {
        return pass().plan(tables("Cannot plan the maintenance of "));
    }

    /** One pass, which brings schema {@code pgpartition} up to date first. */
    public MaintenanceReport run() {
        new RegistryInstaller(connection).upgrade();
        return pass().run(tables("Cannot maintain "));
    }

    /** From the views alone, so that it needs no right on the tables behind them. */
    public StatusReport status() {
        String what = "Cannot tell the status of ";
        checkSchema(what);
        List<TableStatus> all = isInstalled()
                ? new StatusReader(connection, PartitionSettings.locks().setting()).read()
                : List.of();
        if (selection.table().isPresent()) {
            QualifiedName name = partitioned(what, selection.table().get()).name();
            all = all.stream().filter(s -> s.table().equals(name)).toList();
            if (all.isEmpty()) {
                throw notManaged(what, name);
            }
        }
        return new StatusReport(
                clock.now(connection),
                all.stream().filter(s -> selection.takes(s.table())).toList());
    }

    private MaintenancePass pass() {
        return new MaintenancePass(connection, PartitionSettings.locks(), clock);
    }

    /** Those that are meant. One that is named has to be managed, and a schema has to be there. */
    private List<ManagedTable> tables(String what) {
        checkSchema(what);
        List<ManagedTable> managed = ManagedTables.all(connection, PartitionSettings.locks());
        if (selection.table().isEmpty()) {
            return managed.stream().filter(t -> selection.takes(t.name())).toList();
        }
        PartitionedTable table = partitioned(what, selection.table().get());
        return List.of(managed.stream()
                .filter(t -> t.oid() == table.oid())
                .findFirst()
                .orElseThrow(() -> notManaged(what, table.name())));
    }

    private void checkSchema(String what) {
        SchemaLookup.missing(connection, selection.schema().stream().toList()).forEach(schema -> {
            throw new PartitioningException(
                    what + selection, "there is no schema " + schema.sql(), "Create it, or correct its name");
        });
    }

    private PartitionedTable partitioned(String what, QualifiedName name) {
        return BoundedCatalog.onDemand(connection, PartitionSettings.locks())
                .withoutPartitions(name)
                .orElseThrow(() -> NotPartitioned.refusal(connection, what + name.sql(), name));
    }

    private static PartitioningException notManaged(String what, QualifiedName table) {
        return new PartitioningException(what + table.sql(), "it has no policy", "Declare one with managePartitions");
    }
}
