package io.github.pgpartition.execution;

import static java.util.stream.Collectors.toMap;

import io.github.pgpartition.catalog.BoundsParser;
import io.github.pgpartition.error.PartitioningException;
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

    private static final String SQL = """
            SELECT DISTINCT ON (c.oid)
                   h.table_oid, c.oid, h.parent_oid, h.next_action, h.bounds, n.nspname, c.relname,
                   c.relkind = 'f' AS is_foreign, c.reltuples::pg_catalog.int8 AS reltuples,
                   i.inhparent::pg_catalog.regclass::pg_catalog.text AS attached_to,
                   i.inhparent = h.parent_oid AS attached_again,
                   %s = h.partition_identity AS is_same,
                   h.id, h.outcome = 'done' AS is_done,
                   pn.nspname AS parent_schema, pc.relname AS parent_name
              FROM pgpartition.history h
              JOIN pg_catalog.pg_class c ON c.oid = h.partition_oid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid
              LEFT JOIN pg_catalog.pg_class pc ON pc.oid = h.parent_oid
              LEFT JOIN pg_catalog.pg_namespace pn ON pn.oid = pc.relnamespace
             WHERE h.next_action IS NOT NULL
               AND h.outcome IN ('begun', 'done')
             ORDER BY c.oid, h.id DESC
            """;

    /** What there is, by managed table, and the partitions that are back in their table: nothing is to be done to those. */
    record Found(Map<Long, List<Leftover>> leftovers, Set<Long> attachedAgain) {

        static final Found NOTHING = new Found(Map.of(), Set.of());
    }

    private static final Logger LOG = LoggerFactory.getLogger(LeftoverReader.class);

    /** @param parentOrNull the table that it was a partition of; null where that is gone */
    private record Row(
            long tableOid,
            long historyId,
            boolean done,
            @Nullable QualifiedName parentOrNull,
            Leftover leftover) {}

    private final Connection connection;
    private final LockPolicy locks;
    private final BegunDetach begun;

    LeftoverReader(Connection connection, LockPolicy locks) {
        this.connection = connection;
        this.locks = locks;
        this.begun = new BegunDetach(connection, locks);
    }

    /** Of all managed tables, in one query; who detached those of which only the begin is known is asked one by one. */
    Found read() throws SQLException {
        List<Row> rows = new ArrayList<>();
        Set<Long> attachedAgain = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(String.format(Locale.ROOT, SQL, History.IDENTITY))) {
            while (row.next()) {
                if (row.getString("attached_to") != null) {
                    attachedAgain.add(row.getLong("oid"));
                }
                if (!row.getBoolean("attached_again")) {
                    add(row, rows);
                }
            }
        }
        Map<Long, List<Leftover>> leftovers = new HashMap<>();
        rows.forEach(row -> leftovers
                .computeIfAbsent(row.tableOid(), k -> new ArrayList<>())
                .add(judged(row)));
        trees(leftovers);
        return new Found(leftovers, attachedAgain);
    }

    /** A row that somebody has edited stops no table. */
    private static void add(ResultSet row, List<Row> rows) throws SQLException {
        try {
            String parent = row.getString("parent_name");
            rows.add(new Row(
                    row.getLong("table_oid"),
                    row.getLong("id"),
                    row.getBoolean("is_done"),
                    parent == null ? null : QualifiedName.of(row.getString("parent_schema"), parent),
                    leftover(row)));
        } catch (IllegalArgumentException e) {
            LOG.warn(
                    "A row of pgpartition.history cannot be read, so {} is left as it is: {}",
                    row.getString("relname"),
                    e.getMessage());
        }
    }

    private Leftover judged(Row row) {
        Leftover leftover = row.leftover();
        return row.done() || leftover.changedOrNull() != null
                ? leftover
                : new Leftover(
                        leftover.partition(),
                        leftover.parentOid(),
                        leftover.next(),
                        begun.whyNotOurs(
                                row.historyId(),
                                row.parentOrNull(),
                                leftover.partition().bounds()));
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
        return row.getBoolean("is_same") ? null : "it was renamed, moved, given to another owner or restored since";
    }

    /** What is below them, where they are partitioned themselves: one by one only where somebody has one of them locked. */
    private void trees(Map<Long, List<Leftover>> leftovers) {
        try {
            Map<Long, PartitionedTable> trees =
                    trees(leftovers.values().stream().flatMap(List::stream).toList());
            leftovers.replaceAll((table, all) -> all.stream()
                    .map(l -> with(l, trees.get(l.partition().oid())))
                    .toList());
        } catch (PartitioningException e) {
            leftovers.replaceAll((table, all) -> all.stream().map(this::alone).toList());
        }
    }

    private Map<Long, PartitionedTable> trees(List<Leftover> leftovers) {
        List<Long> oids = leftovers.stream().map(l -> l.partition().oid()).toList();
        return BoundedCatalog.reader(connection, locks).tablesByOid(oids).stream()
                .collect(toMap(PartitionedTable::oid, Function.identity()));
    }

    private Leftover alone(Leftover leftover) {
        try {
            return with(
                    leftover, trees(List.of(leftover)).get(leftover.partition().oid()));
        } catch (PartitioningException e) {
            return unreadable(leftover, e);
        }
    }

    /** Left as it is, and no reason to leave others alone. */
    private static Leftover unreadable(Leftover leftover, PartitioningException e) {
        String why = leftover.changedOrNull() != null
                ? leftover.changedOrNull()
                : "what is below it could not be read (" + e.getMessage() + ")";
        return new Leftover(leftover.partition(), leftover.parentOid(), leftover.next(), why);
    }

    private static Leftover with(Leftover leftover, @Nullable PartitionedTable tree) {
        Partition flat = leftover.partition();
        Partition whole = new Partition(
                flat.oid(), flat.name(), flat.bounds(), false, flat.foreign(), flat.estimatedRows(), tree);
        return new Leftover(whole, leftover.parentOid(), leftover.next(), leftover.changedOrNull());
    }
}
