package io.github.pgpartition.execution;

import static java.util.stream.Collectors.toMap;

import io.github.pgpartition.maintenance.DefaultFacts;
import io.github.pgpartition.maintenance.DefaultPlace;
import io.github.pgpartition.maintenance.DefaultQuestion;
import io.github.pgpartition.maintenance.TableState;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.sql.Identifier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what plans are made from. */
final class StateReader {

    private static final String TAKEN = """
            SELECT c.relname
              FROM pg_catalog.pg_class c
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = ?::pg_catalog.text AND c.relname = ANY (?::pg_catalog.text[])
            """;

    private final Connection connection;
    private final LockPolicy locks;

    StateReader(Connection connection, LockPolicy locks) {
        this.connection = connection;
        this.locks = locks;
    }

    /**
     * In two queries, whatever the number of tables, and a third one where keys hold expressions. What is locked is waited for once where
     * there are several: others can be read without it. Highest keys and answers about rows are still missing.
     */
    List<TableState> states(Collection<Long> oids) throws SQLException {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        LockPolicy patience = oids.size() > 1 ? locks.once() : locks;
        List<PartitionedTable> tables =
                BoundedCatalog.reader(connection, patience).tablesByOid(oids);
        Map<Long, DefaultFacts> facts = new DefaultFactsReader(connection, locks)
                .read(tables.stream()
                        .flatMap(DefaultPlace::all)
                        .map(place -> place.partition().oid())
                        .toList());
        return tables.stream()
                .map(table -> TableState.builder(table)
                        .majorVersion(version)
                        .defaults(ofTable(facts, table))
                        .build())
                .toList();
    }

    private static Map<Long, DefaultFacts> ofTable(Map<Long, DefaultFacts> facts, PartitionedTable table) {
        return DefaultPlace.all(table)
                .map(place -> place.partition().oid())
                .filter(facts::containsKey)
                .collect(toMap(oid -> oid, facts::get));
    }

    /** With answers to questions about the rows of DEFAULT partitions. */
    TableState withAnswers(TableState state, Collection<DefaultQuestion> questions, LockPolicy locks)
            throws SQLException {
        Map<Long, DefaultFacts> known = new HashMap<>(state.defaults());
        for (DefaultPlace place : DefaultPlace.all(state.table()).toList()) {
            long oid = place.partition().oid();
            DefaultFacts facts = known.get(oid);
            List<DefaultQuestion> own =
                    questions.stream().filter(q -> q.defaultOid() == oid).toList();
            if (facts != null && !own.isEmpty()) {
                known.put(oid, new DefaultRowsReader(connection, locks).read(place, facts, own));
            }
        }
        return state.with().defaults(known).build();
    }

    /** Those of the names that some relation of the schema has already. */
    Set<Identifier> taken(Identifier schema, Collection<Identifier> names) throws SQLException {
        Set<Identifier> taken = new HashSet<>();
        if (names.isEmpty()) {
            return taken;
        }
        try (PreparedStatement query = connection.prepareStatement(TAKEN)) {
            query.setString(1, schema.value());
            query.setArray(
                    2,
                    connection.createArrayOf(
                            "text", names.stream().map(Identifier::value).toArray()));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    taken.add(Identifier.of(rows.getString(1)));
                }
            }
        }
        return taken;
    }
}
