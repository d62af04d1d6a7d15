package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.catalog.ColumnLookup;
import io.github.pgpartition.catalog.NotPartitioned;
import io.github.pgpartition.catalog.PropertiesReader;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.BoundedCatalog;
import io.github.pgpartition.execution.PropertiesToInherit;
import io.github.pgpartition.liquibase.configuration.PartitionSettings;
import io.github.pgpartition.liquibase.statement.Statements;
import io.github.pgpartition.model.InheritedProperties;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.model.TableColumn;
import io.github.pgpartition.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import org.jspecify.annotations.Nullable;

/** What is known about the table of a change: what the catalog says or, where it is not there yet, what the changelog has declared. */
final class KnownTable {

    private final PartitionChange change;
    private final Database database;
    private final QualifiedName name;

    private KnownTable(PartitionChange change, Database database) {
        this.change = change;
        this.database = database;
        this.name = change.table(database);
    }

    static KnownTable of(PartitionChange change, Database database) {
        return new KnownTable(change, database);
    }

    Optional<PartitionedTable> find() {
        return find(DeclaredTables::before);
    }

    /** The same where the types of the key do not matter: they are not known to a changelog where the key has expressions. */
    Optional<PartitionedTable> findTree() {
        return find(DeclaredTables::treeBefore);
    }

    private interface Declared {
        Optional<PartitionedTable> before(DeclaredTables tables, PartitionChange until, QualifiedName name);
    }

    private Optional<PartitionedTable> find(Declared declared) {
        Optional<PartitionedTable> real = inCatalog();
        if (real.isEmpty()) {
            return declared.before(new DeclaredTables(database), change, name);
        }
        return Statements.executes(database)
                ? real
                : declared.before(new DeclaredTables(database, name, real.get()), change, name)
                        .or(() -> real);
    }

    /** Its columns; empty where nothing is known of them. */
    List<TableColumn> columns() {
        return database.getConnection() instanceof JdbcConnection jdbc
                        && inCatalog().isPresent()
                ? ColumnLookup.of(
                        jdbc.getUnderlyingConnection(), inCatalog().get().oid())
                : new DeclaredTables(database)
                        .declaredBefore(change, name)
                        .map(DeclaredTable::tableColumns)
                        .orElse(List.of());
    }

    /** What a new partition is to have beside columns and keys: of a table that is not there yet, what the changelog says of it. */
    InheritedProperties properties(@Nullable QualifiedName template) {
        return database.getConnection() instanceof JdbcConnection jdbc
                        && inCatalog().isPresent()
                ? PropertiesToInherit.of(
                        jdbc.getUnderlyingConnection(),
                        PartitionSettings.locks(),
                        new PropertiesReader.Source(inCatalog().get().oid(), template))
                : new DeclaredTables(database)
                        .declaredBefore(change, name)
                        .map(DeclaredTable::properties)
                        .orElse(InheritedProperties.NONE);
    }

    /**
     * That it is no partitioned table, or none that is known.
     *
     * @param why  where nothing of that name is in the database
     * @param next the same
     */
    PartitioningException notPartitioned(String what, String why, String next) {
        Optional<PartitioningException> other = database.getConnection() instanceof JdbcConnection jdbc
                ? NotPartitioned.find(jdbc.getUnderlyingConnection(), what, name)
                : Optional.empty();
        return other.orElseGet(() -> new PartitioningException(what, why, next));
    }

    /** As it is, whatever the changelog says. */
    Optional<PartitionedTable> inCatalog() {
        return database.getConnection() instanceof JdbcConnection jdbc
                ? BoundedCatalog.onDemand(jdbc.getUnderlyingConnection(), PartitionSettings.locks())
                        .table(name)
                : Optional.empty();
    }
}
