package io.github.pgpartition.execution;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.operation.DropNote;
import io.github.pgpartition.operation.Resumable;
import io.github.pgpartition.operation.Whereabouts;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Read from the catalog, question by question. Takes no lock on the table; comparing bounds takes that of {@link Trial}. */
final class CatalogWhereabouts implements Whereabouts {

    /** The column that says that a detach is pending came with PostgreSQL 14. */
    private static final String PLACE = """
            SELECT CASE WHEN t.oid IS NULL THEN 'MISSING'
                        WHEN i.inhrelid IS NULL THEN 'ALONE'
                        WHEN i.inhparent IS DISTINCT FROM pg_catalog.to_regclass(?)::pg_catalog.oid THEN 'ELSEWHERE'
                        WHEN (pg_catalog.to_jsonb(i) ->> 'inhdetachpending'::pg_catalog.text)::pg_catalog.bool THEN 'PENDING'
                        ELSE 'HERE' END
              FROM (SELECT pg_catalog.to_regclass(?)::pg_catalog.oid AS oid) t
              LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = t.oid
            """;

    private static final String CHECK_NAMED = """
            SELECT EXISTS (SELECT FROM pg_catalog.pg_constraint
                            WHERE conrelid = pg_catalog.to_regclass(?)::pg_catalog.oid AND contype = 'c' AND conname = ?::pg_catalog.text)
            """;

    private static final String CHECK_DEFINED = """
            SELECT EXISTS (SELECT FROM pg_catalog.pg_constraint
                            WHERE conrelid = pg_catalog.to_regclass(?)::pg_catalog.oid AND contype = 'c' AND convalidated
                              AND pg_catalog.pg_get_constraintdef(oid) = pg_catalog.concat('CHECK (', ?::pg_catalog.text, ')'))
            """;

    private static final String NOTED = """
            SELECT coalesce(pg_catalog.format(?, t.oid, p.oid)
                            = ANY (pg_catalog.string_to_array(pg_catalog.obj_description(t.oid, 'pg_class'), E'\\n')), false)
              FROM (SELECT pg_catalog.to_regclass(?)::pg_catalog.oid AS oid) t,
                   (SELECT pg_catalog.to_regclass(?)::pg_catalog.oid AS oid) p
            """;

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private interface Query<T> {
        T run() throws SQLException;
    }

    private final Connection connection;
    private final LockPolicy locks;
    private final QualifiedName parent;
    private final QualifiedName partition;

    CatalogWhereabouts(Connection connection, LockPolicy locks, Resumable operation) {
        this.connection = connection;
        this.locks = locks;
        this.parent = operation.parent();
        this.partition = operation.partition();
    }

    @Override
    public Place place() {
        return Place.valueOf(asked(() -> first(PLACE, parent.sql(), partition.sql())));
    }

    @Override
    public String bounds() {
        return found().map(p -> p.bounds().sql()).orElse("");
    }

    @Override
    public boolean hasBounds(PartitionBounds bounds) {
        return found().filter(there -> trial(bounds, null)
                        .filter(trial -> trial.bounds().equals(there.bounds()))
                        .isPresent())
                .isPresent();
    }

    @Override
    public boolean isPartitionedBy(@Nullable PartitionKey key) {
        Optional<Partition> there = found();
        Optional<PartitionKey> wanted = key == null
                ? Optional.empty()
                : there.flatMap(p -> trial(p.bounds(), key)).flatMap(Trial.Result::key);
        Optional<PartitionKey> real = there.flatMap(Partition::partitioned).map(PartitionedTable::key);
        return real.equals(wanted) && real.isPresent() == (key != null);
    }

    private Optional<Trial.Result> trial(PartitionBounds bounds, @Nullable PartitionKey key) {
        return asked(() -> new Trial(connection, locks).of(parent, bounds, key));
    }

    private Optional<Partition> found() {
        return BoundedCatalog.reader(connection, locks).table(parent).stream()
                .flatMap(table -> table.partitions().stream())
                .filter(p -> p.name().name().equals(partition.name()))
                .filter(p -> partition.schema().isEmpty() || p.name().equals(partition))
                .findFirst();
    }

    @Override
    public boolean hasCheck(Identifier name) {
        return isTrue(() -> first(CHECK_NAMED, partition.sql(), name.value()));
    }

    @Override
    public boolean hasCheckOf(PartitionBounds bounds) {
        return trial(bounds, null)
                .filter(trial -> isTrue(() -> first(CHECK_DEFINED, partition.sql(), trial.condition())))
                .isPresent();
    }

    @Override
    public boolean isNotedForDrop() {
        return isTrue(() -> first(NOTED, DropNote.TEXT, partition.sql(), parent.sql()));
    }

    private boolean isTrue(Query<String> query) {
        return "t".equals(asked(query));
    }

    private <T> T asked(Query<T> query) {
        try {
            return query.run();
        } catch (SQLException e) {
            throw PartitioningException.refused(
                    "Cannot look where " + partition.sql() + " stands",
                    "catalog query",
                    e,
                    INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())
                            ? "Give the role TEMP on the database: bounds are compared by way of a temporary table"
                            : "Run it again");
        }
    }

    private String first(String sql, String... values) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                query.setString(i + 1, values[i]);
            }
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
