package io.github.pgpartition.catalog;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads partitioned tables with everything below them, any number of tables in one query.
 *
 * <p>Takes no lock on user tables where keys are plain columns, so it never waits for DDL; a key with an expression takes ACCESS SHARE on
 * its table while the expression is printed. Independent of {@code search_path}, session zone and DateStyle. Reads what is committed or
 * done in the connection's own transaction, and leaves the session as it was.
 */
public final class CatalogReader {

    /** How the one thing is read that may have to wait for a lock. */
    public interface Waiting {

        /** To be run once or, where it did not get its lock, again. */
        interface Work {
            void run() throws SQLException;
        }

        /** @param tables that it takes ACCESS SHARE on */
        void run(List<QualifiedName> tables, Work work) throws SQLException;
    }

    private final Connection connection;
    private final Waiting waiting;

    /** Waits for a lock as long as the session has it. */
    public CatalogReader(Connection connection) {
        this(connection, (tables, work) -> work.run());
    }

    public CatalogReader(Connection connection, Waiting waiting) {
        this.connection = connection;
        this.waiting = waiting;
    }

    /** The partitioned table of that name; empty where there is none, or where the table is not partitioned. */
    public Optional<PartitionedTable> table(QualifiedName name) {
        return tables(List.of(name)).stream().findFirst();
    }

    /** The same without its partitions, for those who only ask for its key: at once, however many there are. */
    public Optional<PartitionedTable> withoutPartitions(QualifiedName name) {
        return read(CatalogQuery.ROOTS_BY_NAME, false, "text", new Object[] {name.sql()}).stream()
                .findFirst();
    }

    /** The partitioned tables among those names, in their order; a name without schema is found through the {@code search_path}. */
    public List<PartitionedTable> tables(Collection<QualifiedName> names) {
        return read(
                CatalogQuery.ROOTS_BY_NAME,
                true,
                "text",
                names.stream().map(QualifiedName::sql).toArray());
    }

    /** The partitioned tables of those OIDs, in their order; those that are gone are left out. */
    public List<PartitionedTable> tablesByOid(Collection<Long> oids) {
        return read(CatalogQuery.ROOTS_BY_OID, true, "oid", oids.toArray());
    }

    private List<PartitionedTable> read(String roots, boolean descend, String arrayType, Object[] wanted) {
        try {
            String sql =
                    CatalogQuery.trees(roots, descend, connection.getMetaData().getDatabaseMajorVersion());
            try (PreparedStatement query = QuickQuery.prepare(connection, sql)) {
                Array array = connection.createArrayOf(arrayType, wanted);
                query.setArray(1, array);
                List<CatalogRow> rows = new ArrayList<>();
                try (ResultSet result = QuickQuery.rows(query)) {
                    while (result.next()) {
                        rows.add(CatalogRow.of(result));
                    }
                }
                print(rows);
                return new TreeBuilder(rows).roots();
            }
        } catch (SQLException e) {
            throw PartitioningException.refused(
                    "Cannot read the partitions of " + List.of(wanted),
                    "catalog query",
                    e,
                    "Check the connection and that the role may use the schema");
        }
    }

    private void print(List<CatalogRow> rows) throws SQLException {
        List<CatalogRow> unprinted =
                rows.stream().filter(r -> r.unprinted() != null).toList();
        if (!unprinted.isEmpty()) {
            Map<Long, String> definitions = new HashMap<>();
            waiting.run(unprinted.stream().map(CatalogRow::name).toList(), () -> definitions(unprinted, definitions));
            rows.replaceAll(row -> row.unprinted() == null ? row : printed(row, definitions));
        }
    }

    private void definitions(List<CatalogRow> rows, Map<Long, String> definitions) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(CatalogQuery.KEYS)) {
            query.setArray(
                    1,
                    connection.createArrayOf(
                            "oid", rows.stream().map(CatalogRow::oid).toArray()));
            try (ResultSet result = query.executeQuery()) {
                while (result.next()) {
                    definitions.put(result.getLong(1), result.getString(2));
                }
            }
        }
    }

    private static CatalogRow printed(CatalogRow row, Map<Long, String> definitions) {
        String definition = definitions.get(row.oid());
        if (definition == null) {
            throw new PartitioningException(
                    "Cannot read the partition key of " + row.name().sql(), "it was dropped meanwhile", "Run it again");
        }
        return row.with(definition);
    }
}
