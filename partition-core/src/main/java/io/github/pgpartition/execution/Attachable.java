package io.github.pgpartition.execution;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.operation.AttachPartition;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a table has the columns and the CHECKs that ATTACH asks for, by the catalog: looked at first, so that nobody waits for the scan of
 * a large table only to be told. Takes no lock. Where a table is missing, there is nothing to say here.
 */
final class Attachable {

    /** From PostgreSQL 17 on a partition has the identity of its parent, and can have none of its own. */
    private static final int IDENTITY_IS_OF_THE_PARENT = 17;

    private static final String COLUMNS = """
            WITH wanted AS (SELECT * FROM pg_catalog.pg_attribute
                             WHERE attrelid = pg_catalog.to_regclass(?)::pg_catalog.oid AND attnum > 0 AND NOT attisdropped),
                 there AS (SELECT * FROM pg_catalog.pg_attribute
                            WHERE attrelid = pg_catalog.to_regclass(?)::pg_catalog.oid AND attnum > 0 AND NOT attisdropped)
            SELECT coalesce(w.attname, t.attname) AS name,
                   w.attname IS NULL AS extra, t.attname IS NULL AS missing,
                   pg_catalog.format_type(w.atttypid, w.atttypmod) AS wanted,
                   pg_catalog.format_type(t.atttypid, t.atttypmod) AS there,
                   w.attcollation <> t.attcollation AS other_collation,
                   w.attnotnull AND NOT t.attnotnull AS nullable,
                   t.attidentity <> '' AS identity
              FROM wanted w FULL JOIN there t ON t.attname = w.attname
             WHERE EXISTS (SELECT FROM wanted) AND EXISTS (SELECT FROM there)
             ORDER BY coalesce(w.attnum, t.attnum)
            """;

    private static final String MISSING_CHECKS = """
            SELECT w.conname AS name, pg_catalog.pg_get_constraintdef(w.oid) AS definition
              FROM pg_catalog.pg_constraint w
             WHERE w.conrelid = pg_catalog.to_regclass(?)::pg_catalog.oid AND w.contype = 'c' AND NOT w.connoinherit
               AND EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid = pg_catalog.to_regclass(?)::pg_catalog.oid)
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint t
                                WHERE t.conrelid = pg_catalog.to_regclass(?)::pg_catalog.oid AND t.contype = 'c' AND t.conname = w.conname)
             ORDER BY w.conname
            """;

    private record Problem(String why, String remedy) {}

    private final Connection connection;
    private final QualifiedName parent;
    private final QualifiedName table;
    private final List<Problem> problems = new ArrayList<>();

    private Attachable(Connection connection, AttachPartition attach) {
        this.connection = connection;
        this.parent = attach.parent();
        this.table = attach.partition();
    }

    /** @throws PartitioningException with all that is in the way, and the statements that put it right */
    static void check(Connection connection, AttachPartition attach) throws SQLException {
        Attachable attachable = new Attachable(connection, attach);
        attachable.lookAtColumns();
        attachable.lookAtChecks();
        if (!attachable.problems.isEmpty()) {
            throw new PartitioningException(
                    "Cannot " + attach.describe(),
                    attachable.problems.stream().map(Problem::why).collect(joining("; ")),
                    "First run "
                            + attachable.problems.stream().map(Problem::remedy).collect(joining("; ")));
        }
    }

    private void lookAtColumns() throws SQLException {
        boolean noIdentity = connection.getMetaData().getDatabaseMajorVersion() >= IDENTITY_IS_OF_THE_PARENT;
        try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
            query.setString(1, parent.sql());
            query.setString(2, table.sql());
            try (ResultSet column = query.executeQuery()) {
                while (column.next()) {
                    look(column, noIdentity);
                }
            }
        }
    }

    private void look(ResultSet column, boolean noIdentity) throws SQLException {
        String name = Identifier.of(column.getString("name")).sql();
        String wanted = column.getString("wanted");
        String there = column.getString("there");
        if (column.getBoolean("missing")) {
            add("it lacks column " + name, "ADD COLUMN " + name + " " + wanted);
        } else if (column.getBoolean("extra")) {
            problems.add(new Problem(
                    "it has column " + name + ", which " + parent.sql() + " has not",
                    "ALTER TABLE " + parent.sql() + " ADD COLUMN " + name + " " + there));
        } else if (!wanted.equals(there) || column.getBoolean("other_collation")) {
            add(
                    "its column " + name + " is " + there + ", and must be " + wanted
                            + (wanted.equals(there) ? " in the same collation" : ""),
                    "ALTER COLUMN " + name + " TYPE " + wanted);
        } else {
            if (column.getBoolean("nullable")) {
                add("its column " + name + " can be null", "ALTER COLUMN " + name + " SET NOT NULL");
            }
            if (noIdentity && column.getBoolean("identity")) {
                add(
                        "its column " + name + " is an identity column of its own",
                        "ALTER COLUMN " + name + " DROP IDENTITY");
            }
        }
    }

    private void lookAtChecks() throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(MISSING_CHECKS)) {
            query.setString(1, parent.sql());
            query.setString(2, table.sql());
            query.setString(3, table.sql());
            try (ResultSet check = query.executeQuery()) {
                while (check.next()) {
                    String name = Identifier.of(check.getString("name")).sql();
                    add("it lacks constraint " + name, "ADD CONSTRAINT " + name + " " + check.getString("definition"));
                }
            }
        }
    }

    private void add(String why, String alteration) {
        problems.add(new Problem(why, "ALTER TABLE " + table.sql() + " " + alteration));
    }
}
