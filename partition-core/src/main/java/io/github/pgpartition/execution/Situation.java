package io.github.pgpartition.execution;

import io.github.pgpartition.registry.Registry;
import io.github.pgpartition.registry.RegistryQuery;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a pass begins with, in one round trip.
 *
 * @param standby    whether this server only follows another
 * @param unfinished whether the history knows of tables to which something is still to be done
 * @param dropped    whether a managed table is not there any more
 * @param changed    whether one has another name than the registry has, or was restored into this database
 * @param lost       of policies that were restored into this database and are for no table of it
 * @param serverTime by the server's clock
 */
record Situation(
        boolean standby,
        boolean unfinished,
        boolean dropped,
        boolean changed,
        List<QualifiedName> lost,
        Instant serverTime) {

    private static final String SQL = """
            SELECT pg_catalog.pg_is_in_recovery(),
                   EXISTS (SELECT FROM pgpartition.history h WHERE h.next_action IS NOT NULL),
                   coalesce(pg_catalog.bool_or(f.is_dropped), false),
                   coalesce(pg_catalog.bool_or(f.is_changed), false),
                   pg_catalog.array_agg(ARRAY[f.schema_name::pg_catalog.text, f.table_name::pg_catalog.text]
                                        ORDER BY f.schema_name, f.table_name)
                       FILTER (WHERE f.table_oid IS NULL AND NOT f.is_dropped),
                   %s
              FROM pgpartition.found f
            """.replace("%s", PassClock.SERVER);

    static Situation read(Connection connection, LockPolicy locks) throws SQLException {
        return RegistryLocks.run(
                connection,
                locks,
                () -> RegistryQuery.run(connection, locks.setting(), SQL, row -> {
                    row.next();
                    return new Situation(
                            row.getBoolean(1),
                            row.getBoolean(2),
                            row.getBoolean(3),
                            row.getBoolean(4),
                            lost(row),
                            Instant.ofEpochMilli(row.getLong(6)));
                }));
    }

    private static List<QualifiedName> lost(ResultSet row) throws SQLException {
        Array lost = row.getArray(5);
        List<QualifiedName> names = new ArrayList<>();
        if (lost != null) {
            for (String[] name : (String[][]) lost.getArray()) {
                names.add(Registry.name(name[0], name[1], "?"));
            }
        }
        return names;
    }
}
