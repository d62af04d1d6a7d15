package io.github.pgpartition.execution;

import static java.util.stream.Collectors.toMap;

import io.github.pgpartition.catalog.BoundsParser;
import io.github.pgpartition.catalog.CatalogReader;
import io.github.pgpartition.maintenance.Leftover;
import io.github.pgpartition.maintenance.StepKind;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.registry.History;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds tables that earlier passes detached and did not get round to drop or archive: by what the history says of them, never by how they
 * look.
 */
final class LeftoverReader {

    /**
     * A detach of which only the begin is known was ours when it left its CHECK: DETACH CONCURRENTLY turns the bounds into one, where the
     * partition has none that says the same.
     */
    private static final String SQL = """
            SELECT DISTINCT ON (c.oid)
                   h.table_oid, c.oid, h.parent_oid, h.next_action, h.bounds, n.nspname, c.relname,
                   c.relkind = 'f' AS is_foreign, c.reltuples::pg_catalog.int8 AS reltuples,
                   i.inhparent::pg_catalog.regclass::pg_catalog.text AS attached_to,
                   i.inhparent = h.parent_oid AS attached_again,
                   %s = h.partition_identity AS is_same,
                   h.outcome = 'done' OR EXISTS (
                       SELECT FROM pg_catalog.pg_constraint k
                        WHERE k.conrelid = c.oid AND k.contype = 'c' AND k.conislocal AND NOT k.connoinherit AND k.coninhcount = 0
                          AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint p
                                           WHERE p.conrelid = h.parent_oid AND p.contype = 'c' AND p.conname = k.conname)) AS is_ours
              FROM pgpartition.history h
              JOIN pg_catalog.pg_class c ON c.oid = h.partition_oid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid
             WHERE h.next_action IS NOT NULL
               AND h.outcome IN ('begun', 'done')
             ORDER BY c.oid, h.id DESC
            """;

    /** What there is, by managed table, and the partitions that are back in their table: nothing is to be done to those. */
    record Found(Map<Long, List<Leftover>> leftovers, Set<Long> attachedAgain) {

        static final Found NOTHING = new Found(Map.of(), Set.of());
    }

    private static final Logger LOG = LoggerFactory.getLogger(LeftoverReader.class);

    private final Connection connection;

    LeftoverReader(Connection connection) {
        this.connection = connection;
    }

    /** Of all managed tables, in one query. */
    Found read() throws SQLException {
        Map<Long, List<Leftover>> leftovers = new HashMap<>();
        Set<Long> attachedAgain = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(String.format(Locale.ROOT, SQL, History.IDENTITY))) {
            while (row.next()) {
                if (row.getString("attached_to") != null) {
                    attachedAgain.add(row.getLong("oid"));
                }
                if (!row.getBoolean("attached_again")) {
                    add(row, leftovers);
                }
            }
        }
        trees(leftovers);
        return new Found(leftovers, attachedAgain);
    }

    /** A row that somebody has edited stops no table. */
    private static void add(ResultSet row, Map<Long, List<Leftover>> leftovers) throws SQLException {
        try {
            Leftover leftover = leftover(row);
            leftovers
                    .computeIfAbsent(row.getLong("table_oid"), k -> new ArrayList<>())
                    .add(leftover);
        } catch (IllegalArgumentException e) {
            LOG.warn(
                    "A row of pgpartition.history cannot be read, so {} is left as it is: {}",
                    row.getString("relname"),
                    e.getMessage());
        }
    }

    private static Leftover leftover(ResultSet row) throws SQLException {
        return new Leftover(
                new Partition(
                        row.getLong("oid"),
                        QualifiedName.of(row.getString("nspname"), row.getString("relname")),
                        new BoundsParser(true).parse(row.getString("bounds")),
                        false,
                        row.getBoolean("is_foreign"),
                        row.getLong("reltuples"),
                        null),
                row.getLong("parent_oid"),
                StepKind.valueOf(row.getString("next_action").toUpperCase(Locale.ROOT)),
                changed(row));
    }

    private static @Nullable String changed(ResultSet row) throws SQLException {
        String attachedTo = row.getString("attached_to");
        if (attachedTo != null) {
            return "it is a partition of " + attachedTo + " now";
        }
        if (!row.getBoolean("is_same")) {
            return "it was renamed, moved, given to another owner or restored since";
        }
        return row.getBoolean("is_ours") ? null : "somebody else seems to have detached it";
    }

    /** What is below them, where they are partitioned themselves. */
    private void trees(Map<Long, List<Leftover>> leftovers) {
        List<Long> oids = leftovers.values().stream()
                .flatMap(List::stream)
                .map(l -> l.partition().oid())
                .toList();
        Map<Long, PartitionedTable> trees = new CatalogReader(connection)
                .tablesByOid(oids).stream().collect(toMap(PartitionedTable::oid, Function.identity()));
        leftovers.replaceAll((table, all) ->
                all.stream().map(l -> with(l, trees.get(l.partition().oid()))).toList());
    }

    private static Leftover with(Leftover leftover, @Nullable PartitionedTable tree) {
        Partition flat = leftover.partition();
        Partition whole = new Partition(
                flat.oid(), flat.name(), flat.bounds(), false, flat.foreign(), flat.estimatedRows(), tree);
        return new Leftover(whole, leftover.parentOid(), leftover.next(), leftover.changedOrNull());
    }
}
