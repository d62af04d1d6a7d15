package io.github.pgpartition.catalog;

import io.github.pgpartition.catalog.OneMessage.Answer;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Relations by their OIDs, as they are at this moment: for a last look before something is taken away. Takes no lock. */
public final class PartitionLookup {

    /** {@code relhassubclass} may still be set where the last one below is gone. */
    private static final String PLACE = """
            SELECT c.oid, n.nspname, c.relname, i.inhparent, %s AS pending, c.relhassubclass AS below
            """;

    /** {@code LIMIT} instead of {@code EXISTS}: the planner would read all partitions of the database for that. */
    private static final String REST = """
                   , pg_catalog.pg_get_expr(c.relpartbound, 0::pg_catalog.oid) AS bounds,
                   pg_catalog.current_setting('standard_conforming_strings') AS conforming,
                   ARRAY(SELECT pg_catalog.regexp_replace(pg_catalog.format_type(o.opcintype, NULL), '^pg_catalog[.]', '')
                           FROM pg_catalog.pg_partitioned_table p,
                                pg_catalog.unnest(p.partclass::pg_catalog.oid[]) WITH ORDINALITY AS u(opclass, nr)
                           JOIN pg_catalog.pg_opclass o ON o.oid = u.opclass
                          WHERE p.partrelid = i.inhparent
                          ORDER BY u.nr) AS types,
                   (SELECT true
                      FROM pg_catalog.pg_inherits s
                      JOIN pg_catalog.pg_class o ON o.oid = s.inhrelid
                     WHERE s.inhparent = i.inhparent
                       AND s.inhrelid <> ALL (?::pg_catalog.oid[])
                       AND NOT %s
                       AND pg_catalog.pg_get_expr(o.relpartbound, 0::pg_catalog.oid) <> 'DEFAULT'
                     LIMIT 1) AS others
            """;

    private static final String FROM = """
              FROM pg_catalog.pg_class c
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid
             WHERE c.oid = ANY (?::pg_catalog.oid[])
            """;

    private static final String BELOW = """
            WITH RECURSIVE tree(oid) AS (
                   SELECT d.inhrelid FROM pg_catalog.pg_inherits d WHERE d.inhparent = ?::pg_catalog.oid
                   UNION ALL
                   SELECT d.inhrelid FROM tree t JOIN pg_catalog.pg_inherits d ON d.inhparent = t.oid)
            SELECT t.oid FROM tree t
            """;

    /**
     * Where a relation is.
     *
     * @param parentOid    0 where it is no partition
     * @param mayHaveBelow whether there may be partitions of it; {@link #below} knows
     */
    public record Place(QualifiedName name, long parentOid, boolean detachPending, boolean mayHaveBelow) {

        public boolean isPartitionOf(long oid) {
            return parentOid == oid;
        }

        public boolean isAttached() {
            return parentOid != 0;
        }
    }

    /**
     * A relation that may be a partition.
     *
     * @param boundsOrNull null where it is no partition
     * @param hasOthers    whether its parent has another partition beside those that were asked for, DEFAULT and those whose detach is
     *                     pending
     */
    public record Found(Place place, @Nullable PartitionBounds boundsOrNull, boolean hasOthers) {

        public boolean hasBounds(PartitionBounds bounds) {
            return bounds.equals(boundsOrNull);
        }

        public String bounds() {
            return boundsOrNull == null ? "gone" : boundsOrNull.sql();
        }
    }

    private PartitionLookup() {}

    /** Where a relation is; empty where it is gone. */
    public static Optional<Place> place(Connection connection, long oid) throws SQLException {
        try (PreparedStatement query = QuickQuery.prepare(connection, sql(connection, PLACE + FROM))) {
            query.setArray(1, connection.createArrayOf("oid", new Object[] {oid}));
            try (ResultSet rows = QuickQuery.rows(query)) {
                return Optional.ofNullable(read(rows, PartitionLookup::place).get(oid));
            }
        }
    }

    public static Optional<Found> find(Connection connection, long oid) throws SQLException {
        try (PreparedStatement query = QuickQuery.prepare(connection, sql(connection, PLACE + REST + FROM))) {
            Array asked = connection.createArrayOf("oid", new Object[] {oid});
            query.setArray(1, asked);
            query.setArray(2, asked);
            try (ResultSet rows = QuickQuery.rows(query)) {
                return Optional.ofNullable(read(rows, PartitionLookup::found).get(oid));
            }
        }
    }

    /** Asks where several are: by their OIDs, without those that are gone. */
    public static Answer<Map<Long, Place>> places(Connection connection, Collection<Long> oids, OneMessage message)
            throws SQLException {
        return message.ask(
                sql(connection, PLACE + FROM),
                parameters -> parameters.array("oid", oids),
                statement -> read(statement.getResultSet(), PartitionLookup::place));
    }

    /** The same with all that there is to know. */
    public static Answer<Map<Long, Found>> find(Connection connection, Collection<Long> oids, OneMessage message)
            throws SQLException {
        return message.ask(
                sql(connection, PLACE + REST + FROM),
                parameters -> parameters.array("oid", oids).array("oid", oids),
                statement -> read(statement.getResultSet(), PartitionLookup::found));
    }

    /** OIDs of all that is below a partitioned table. */
    public static Set<Long> below(Connection connection, long oid) throws SQLException {
        try (PreparedStatement query = QuickQuery.prepare(connection, BELOW)) {
            query.setLong(1, oid);
            Set<Long> below = new HashSet<>();
            try (ResultSet row = QuickQuery.rows(query)) {
                while (row.next()) {
                    below.add(row.getLong(1));
                }
            }
            return below;
        }
    }

    private static String sql(Connection connection, String sql) throws SQLException {
        boolean pendingIsKnown = connection.getMetaData().getDatabaseMajorVersion() >= 14;
        return String.format(
                Locale.ROOT,
                sql,
                pendingIsKnown ? "coalesce(i.inhdetachpending, false)" : "false",
                pendingIsKnown ? "s.inhdetachpending" : "false");
    }

    private interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    private static <T> Map<Long, T> read(ResultSet rows, Row<T> row) throws SQLException {
        Map<Long, T> all = new HashMap<>();
        while (rows.next()) {
            all.put(rows.getLong("oid"), row.of(rows));
        }
        return all;
    }

    private static Place place(ResultSet row) throws SQLException {
        return new Place(
                QualifiedName.of(row.getString("nspname"), row.getString("relname")),
                row.getLong("inhparent"),
                row.getBoolean("pending"),
                row.getBoolean("below"));
    }

    private static Found found(ResultSet row) throws SQLException {
        return new Found(place(row), bounds(row), row.getBoolean("others"));
    }

    private static @Nullable PartitionBounds bounds(ResultSet row) throws SQLException {
        String text = row.getString("bounds");
        if (text == null) {
            return null;
        }
        List<String> keyTypes = List.of((String[]) row.getArray("types").getArray());
        BoundsParser parser = new BoundsParser(row.getString("conforming").equals("on"));
        return TimestampText.inUtc(parser.parse(text), keyTypes);
    }
}
