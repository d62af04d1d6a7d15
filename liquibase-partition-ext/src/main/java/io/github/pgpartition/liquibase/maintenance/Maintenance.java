package io.github.pgpartition.liquibase.maintenance;

import io.github.pgpartition.catalog.CatalogReader;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.MaintenancePass;
import io.github.pgpartition.execution.ManagedTables;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * What can be done with the managed tables of a database. A pass needs one connection and takes Liquibase's own, which is in the right
 * database, as the right role.
 */
public final class Maintenance {

    private final Connection connection;
    private final Selection selection;
    private final Instant now = InstantSource.system().instant();

    /** On a connection in autocommit, as {@link MaintenancePass} has it. */
    public Maintenance(Connection connection, Selection selection) {
        this.connection = connection;
        this.selection = selection;
    }

    /** Whether anything was ever managed in this database. */
    public boolean isInstalled() {
        return new Registry(connection).isInstalled();
    }

    /** What a pass would do. Changes nothing. */
    public MaintenancePlan plan() {
        return pass().plan(tables());
    }

    /** One pass, which brings schema {@code pgpartition} up to date first. */
    public MaintenanceReport run() {
        new RegistryInstaller(connection).upgrade();
        return pass().run(tables());
    }

    /** From the views alone, so that it needs no right on the tables behind them. */
    public StatusReport status() {
        List<TableStatus> all = isInstalled()
                ? new StatusReader(connection, PartitionSettings.locks().setting()).read()
                : List.of();
        if (selection.table().isPresent()) {
            QualifiedName name = partitioned(selection.table().get()).name();
            all = all.stream().filter(s -> s.table().equals(name)).toList();
            if (all.isEmpty()) {
                throw notManaged(name);
            }
        }
        return new StatusReport(
                now, all.stream().filter(s -> selection.takes(s.table())).toList());
    }

    private MaintenancePass pass() {
        return new MaintenancePass(connection, PartitionSettings.locks(), now);
    }

    /** Those that are meant. One that is named has to be managed. */
    private List<ManagedTable> tables() {
        List<ManagedTable> managed = ManagedTables.all(connection, PartitionSettings.locks());
        if (selection.table().isEmpty()) {
            return managed.stream().filter(t -> selection.takes(t.name())).toList();
        }
        PartitionedTable table = partitioned(selection.table().get());
        return List.of(managed.stream()
                .filter(t -> t.oid() == table.oid())
                .findFirst()
                .orElseThrow(() -> notManaged(table.name())));
    }

    private PartitionedTable partitioned(QualifiedName name) {
        return new CatalogReader(connection)
                .withoutPartitions(name)
                .orElseThrow(() -> refusal(
                        name, "there is no partitioned table of that name", "Create it first, or correct the name"));
    }

    private static PartitioningException notManaged(QualifiedName table) {
        return refusal(table, "it has no policy", "Declare one with managePartitions");
    }

    private static PartitioningException refusal(QualifiedName table, String why, String next) {
        return new PartitioningException("Cannot maintain " + table.sql(), why, next);
    }
}
