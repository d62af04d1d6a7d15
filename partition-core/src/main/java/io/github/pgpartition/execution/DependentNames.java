package io.github.pgpartition.execution;

import io.github.pgpartition.execution.Hanging.Dependent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What people call the things that keep a partition. */
final class DependentNames {

    /** A view shows in the catalog as its rule. */
    static final String SQL = """
            SELECT DISTINCT h.root,
                   CASE WHEN h.classid = 'pg_catalog.pg_extension'::pg_catalog.regclass::pg_catalog.oid
                        THEN pg_catalog.format('extension %1$s (ALTER EXTENSION %1$s DROP … lets go of it)', o.identity)
                        ELSE o.type || ' ' || o.identity
                   END AS name
              FROM ROWS FROM (pg_catalog.unnest(?::pg_catalog.oid[]), pg_catalog.unnest(?::pg_catalog.oid[]),
                              pg_catalog.unnest(?::pg_catalog.oid[]), pg_catalog.unnest(?::pg_catalog.int4[]))
                   AS h(root, classid, objid, objsubid)
              LEFT JOIN LATERAL (
                   SELECT w.ev_class
                     FROM pg_catalog.pg_rewrite w
                    WHERE w.oid = h.objid AND h.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid
                   OFFSET 0
                   ) v ON true
             CROSS JOIN LATERAL pg_catalog.pg_identify_object(
                       CASE WHEN v.ev_class IS NULL THEN h.classid ELSE 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid END,
                       coalesce(v.ev_class, h.objid), CASE WHEN v.ev_class IS NULL THEN h.objsubid ELSE 0 END) AS o
             WHERE o.identity IS NOT NULL
            """;

    private DependentNames() {}

    /** By the OID of the partition. Those that are gone meanwhile have no name any more. */
    static Map<Long, List<String>> read(Connection connection, List<Dependent> dependents) throws SQLException {
        Map<Long, List<String>> names = new HashMap<>();
        if (dependents.isEmpty()) {
            return names;
        }
        try (PreparedStatement query = connection.prepareStatement(SQL)) {
            query.setArray(1, connection.createArrayOf("oid", all(dependents, Dependent::partition)));
            query.setArray(2, connection.createArrayOf("oid", all(dependents, Dependent::classOid)));
            query.setArray(3, connection.createArrayOf("oid", all(dependents, Dependent::objectOid)));
            query.setArray(4, connection.createArrayOf("int4", all(dependents, Dependent::subId)));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    names.computeIfAbsent(row.getLong("root"), k -> new ArrayList<>())
                            .add(row.getString("name"));
                }
            }
        }
        return names;
    }

    private static Object[] all(List<Dependent> dependents, Function<Dependent, Object> column) {
        return dependents.stream().map(column).toArray();
    }
}
