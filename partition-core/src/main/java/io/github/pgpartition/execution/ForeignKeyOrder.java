package io.github.pgpartition.execution;

import io.github.pgpartition.maintenance.TablePlan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Tables that refer to others come before those: their rows have to go first. Where they go round in a circle, any order is as good. */
final class ForeignKeyOrder {

    private static final String SQL = """
            SELECT DISTINCT k.confrelid, k.conrelid
              FROM pg_catalog.pg_constraint k
             WHERE k.contype = 'f' AND k.conparentid = 0::pg_catalog.oid AND k.conrelid <> k.confrelid
               AND k.conrelid = ANY (?::pg_catalog.oid[]) AND k.confrelid = ANY (?::pg_catalog.oid[])
             ORDER BY 1, 2
            """;

    private final Map<Long, TablePlan> plans = new HashMap<>();
    private final Map<Long, List<Long>> referring = new HashMap<>();
    private final Set<Long> ordered = new LinkedHashSet<>();
    private final Set<Long> onTheWay = new LinkedHashSet<>();

    private ForeignKeyOrder(List<TablePlan> all) {
        all.forEach(p -> plans.put(p.tableOid(), p));
    }

    static List<TablePlan> sort(Connection connection, List<TablePlan> all) throws SQLException {
        return of(connection, all).plans();
    }

    /** Asks only where several tables have something that goes. */
    static ForeignKeyOrder of(Connection connection, List<TablePlan> all) throws SQLException {
        ForeignKeyOrder order = new ForeignKeyOrder(all);
        List<Long> leaving = all.stream()
                .filter(p -> p.steps().stream().anyMatch(s -> s.kind().removes()))
                .map(TablePlan::tableOid)
                .toList();
        if (leaving.size() > 1) {
            order.read(connection, leaving);
        }
        all.forEach(p -> order.visit(p.tableOid()));
        return order;
    }

    /** In the order in which they are to be done. */
    List<TablePlan> plans() {
        return ordered.stream()
                .flatMap(oid -> Stream.ofNullable(plans.get(oid)))
                .toList();
    }

    /** Whether its plan depends on what is done to others before. */
    boolean isReferredTo(long tableOid) {
        return referring.containsKey(tableOid);
    }

    private void read(Connection connection, List<Long> oids) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SQL)) {
            query.setArray(1, connection.createArrayOf("oid", oids.toArray()));
            query.setArray(2, connection.createArrayOf("oid", oids.toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    referring
                            .computeIfAbsent(row.getLong(1), k -> new ArrayList<>())
                            .add(row.getLong(2));
                }
            }
        }
    }

    private void visit(long oid) {
        if (!ordered.contains(oid) && onTheWay.add(oid)) {
            referring.getOrDefault(oid, List.of()).forEach(this::visit);
            ordered.add(oid);
        }
    }
}
