package io.github.pgpartition.catalog;

import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Relations by their OIDs, as they are at this moment: for a last look before something is taken away. Takes no lock. */
public final class PartitionLookup {

    /** {@code LIMIT} instead of {@code EXISTS}: the planner would read all partitions of the database for that. */
    private static final String SQL = """
            SELECT n.nspname, c.relname, i.inhparent, %s AS pending,
                   pg_catalog.pg_get_expr(c.relpartbound, 0::pg_catalog.oid) AS bounds,
                   pg_catalog.current_setting('standard_conforming_strings') AS conforming,
                   ARRAY(SELECT pg_catalog.regexp_replace(pg_catalog.format_type(o.opcintype, NULL), '^pg_catalog[.]', '')
                           FROM pg_catalog.pg_partitioned_table p,
                                pg_catalog.unnest(p.partclass::pg_catalog.oid[]) WITH ORDINALITY AS u(opclass, nr)
                           JOIN pg_catalog.pg_opclass o ON o.oid = u.opclass
                          WHERE p.partrelid = i.inhparent
                          ORDER BY u.nr) AS types,
                   ARRAY(WITH RECURSIVE tree(oid) AS (
                                SELECT d.inhrelid FROM pg_catalog.pg_inherits d WHERE d.inhparent = c.oid
                                UNION ALL
                                SELECT d.inhrelid FROM tree t JOIN pg_catalog.pg_inherits d ON d.inhparent = t.oid)
                         SELECT t.oid::pg_catalog.int8 FROM tree t) AS below,
                   (SELECT true
                      FROM pg_catalog.pg_inherits s
                      JOIN pg_catalog.pg_class o ON o.oid = s.inhrelid
                     WHERE s.inhparent = i.inhparent
                       AND s.inhrelid <> ALL (?::pg_catalog.oid[])
                       AND NOT %s
                       AND pg_catalog.pg_get_expr(o.relpartbound, 0::pg_catalog.oid) <> 'DEFAULT'
                     LIMIT 1) AS others,
                   c.oid
              FROM pg_catalog.pg_class c
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid
             WHERE c.oid = ANY (?::pg_catalog.oid[])
            """;

    /**
     * @param parentOid     0 where it is no partition
     * @param boundsOrNull  null where it is no partition
     * @param below         OIDs of all that is below it, where it is partitioned itself
     * @param hasOthers     whether its parent has another partition beside those that were asked for, DEFAULT and those whose detach is
     *                      pending
     */
    public record Found(
            QualifiedName name,
            long parentOid,
            boolean detachPending,
            @Nullable PartitionBounds boundsOrNull,
            Set<Long> below,
            boolean hasOthers) {

        public boolean isPartitionOf(long oid) {
            return parentOid == oid;
        }

        public boolean isAttached() {
            return parentOid != 0;
        }

        public boolean hasBounds(PartitionBounds bounds) {
            return bounds.equals(boundsOrNull);
        }

        public String bounds() {
            return boundsOrNull == null ? "gone" : boundsOrNull.sql();
        }
    }

    private PartitionLookup() {}

    public static Optional<Found> find(Connection connection, long oid) throws SQLException {
        return Optional.ofNullable(find(connection, List.of(oid)).get(oid));
    }

    /** By their OIDs; without those that are gone. */
    public static Map<Long, Found> find(Connection connection, Collection<Long> oids) throws SQLException {
        boolean pendingIsKnown = connection.getMetaData().getDatabaseMajorVersion() >= 14;
        String sql = String.format(
                Locale.ROOT,
                SQL,
                pendingIsKnown ? "coalesce(i.inhdetachpending, false)" : "false",
                pendingIsKnown ? "s.inhdetachpending" : "false");
        try (PreparedStatement query = QuickQuery.prepare(connection, sql)) {
            Array asked = connection.createArrayOf("oid", oids.toArray());
            query.setArray(1, asked);
            query.setArray(2, asked);
            Map<Long, Found> found = new HashMap<>();
            try (ResultSet row = QuickQuery.rows(query)) {
                while (row.next()) {
                    found.put(
                            row.getLong("oid"),
                            new Found(
                                    QualifiedName.of(row.getString(1), row.getString(2)),
                                    row.getLong(3),
                                    row.getBoolean(4),
                                    bounds(row),
                                    Set.of((Long[]) row.getArray("below").getArray()),
                                    row.getBoolean("others")));
                }
            }
            return found;
        }
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
