package io.github.pgpartition.index;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.execution.LockRetry;
import io.github.pgpartition.execution.ShortTransaction;
import io.github.pgpartition.operation.CreateIndex;
import io.github.pgpartition.operation.CreateTableLike;
import io.github.pgpartition.operation.IndexDefinition;
import io.github.pgpartition.operation.IndexMode;
import io.github.pgpartition.operation.LikeOptions;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.Md5;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads where an index exists already. The server itself says what a definition means: the index is made on an empty table like the
 * parent, compared, and rolled back.
 *
 * <p>Locks: ACCESS SHARE on the parent and, where expressions are compared or sizes asked for, on its partitions, for a moment.
 */
final class IndexCatalog {

    private final Connection connection;
    private final LockPolicy locks;

    IndexCatalog(Connection connection, LockPolicy locks) {
        this.connection = connection;
        this.locks = locks;
    }

    /** Where indexes equal to this definition are. */
    IndexState read(TargetTable table, IndexDefinition definition) throws SQLException {
        List<IndexState> read = new ArrayList<>();
        LockRetry.run(
                locks,
                attempt -> ShortTransaction.run(connection, locks, () -> {
                    Savepoint before = connection.setSavepoint();
                    CreateIndex probe = probe(table.name(), definition);
                    execute(CreateTableLike.of(table.name(), probe.table(), new LikeOptions(List.of(), List.of())));
                    tryOut(probe, table, definition);
                    read.add(state(table.oid(), oid(probe.index()), definition.name(), attempt == 1));
                    connection.rollback(before);
                }));
        return read.get(0);
    }

    /** Where indexes equal to this one are. */
    IndexState read(TargetTable table, Identifier index) throws SQLException {
        List<IndexState> read = new ArrayList<>();
        LockRetry.run(
                locks,
                attempt -> ShortTransaction.run(connection, locks, () -> {
                    read.add(state(table.oid(), oid(table.name().sibling(index)), index, attempt == 1));
                }));
        return read.get(0);
    }

    /** Beside the table, where whoever makes an index needs CREATE anyway; TEMP on the database not everybody has. */
    private static CreateIndex probe(QualifiedName table, IndexDefinition definition) {
        String name = "pgpartition_probe_"
                + Md5.hex(table.sql() + " " + definition.name().sql());
        return new CreateIndex(
                table.sibling(Identifier.of(name)), Identifier.of(name + "_idx"), definition, IndexMode.PLAIN);
    }

    /** What is wrong with the definition shows here, on an empty table of which nobody should be told. */
    private void tryOut(CreateIndex probe, TargetTable table, IndexDefinition definition) throws SQLException {
        try {
            execute(probe);
        } catch (SQLException e) {
            if (!SqlState.isAboutTheStatement(e)) {
                throw e;
            }
            CreateIndex meant = new CreateIndex(table.name(), definition.name(), definition, IndexMode.PLAIN);
            throw PartitioningException.refused(
                    "Cannot add index " + definition.name().sql() + " to all partitions of "
                            + table.name().sql(),
                    meant.sql(),
                    e,
                    "Nothing was changed. Correct the definition of the index");
        }
    }

    private void execute(Operation operation) throws SQLException {
        for (SqlStatement sql : operation.statements()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql.text());
            }
        }
    }

    /** 0 where there is none. */
    private long oid(QualifiedName relation) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT coalesce(pg_catalog.to_regclass(?)::pg_catalog.oid, 0)")) {
            query.setString(1, relation.sql());
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private IndexState state(long table, long like, Identifier name, boolean measured) throws SQLException {
        String sql = IndexQuery.state(connection.getMetaData().getDatabaseMajorVersion(), measured);
        IndexTreeBuilder tree = new IndexTreeBuilder();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setLong(1, table);
            query.setLong(2, like);
            query.setLong(3, like);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    tree.add(rows);
                }
            }
        }
        return new IndexState(tree.root(table), taken(name));
    }

    private Set<QualifiedName> taken(Identifier name) throws SQLException {
        Set<QualifiedName> taken = new HashSet<>();
        try (PreparedStatement query = connection.prepareStatement(IndexQuery.TAKEN)) {
            query.setString(1, IndexNames.beginning(name));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    taken.add(QualifiedName.of(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return taken;
    }
}
