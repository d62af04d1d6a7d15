package io.github.pgpartition.execution;

import static io.github.pgpartition.operation.DetachMode.FINALIZE;
import static java.util.stream.Collectors.joining;

import io.github.pgpartition.catalog.PartitionLookup;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.operation.AttachPartition;
import io.github.pgpartition.operation.DetachPartition;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * DETACH CONCURRENTLY may stand in no transaction, so nothing holds the name between the last look and the statement: another partition may
 * have it by then. What left is looked at afterwards, by OID.
 */
final class DetachByName {

    private static final String ATTACHED = """
            SELECT i.inhrelid
              FROM pg_catalog.pg_inherits i
             WHERE i.inhrelid = ANY (?::pg_catalog.oid[]) AND i.inhparent = ?::pg_catalog.oid
            """;

    private static final String PENDING = """
            SELECT i.inhrelid
              FROM pg_catalog.pg_inherits i
             WHERE i.inhparent = ?::pg_catalog.oid AND i.inhdetachpending
            """;

    private final Connection connection;
    private final LockPolicy locks;
    private final PartitionedTable before;
    private final Set<Long> detached = new HashSet<>();

    /** @param before what there is before the first step */
    DetachByName(Connection connection, LockPolicy locks, PartitionedTable before) {
        this.connection = connection;
        this.locks = locks;
        this.before = before;
    }

    /** Once the server says that it is done. */
    void verifyDone(Step step, DetachPartition detach) throws SQLException {
        if (!areDone(List.of(step))) {
            throw wrongOneLeft(step, detach);
        }
    }

    /** The same of several of one table. Those that are done are known from then on. */
    boolean areDone(List<Step> steps) throws SQLException {
        Set<Long> attached = steps.isEmpty() ? Set.of() : attached(steps);
        steps.stream()
                .map(Step::partitionOid)
                .filter(oid -> !attached.contains(oid))
                .forEach(detached::add);
        return attached.isEmpty();
    }

    boolean isDone(Step step) {
        return detached.contains(step.partitionOid());
    }

    PartitioningException wrongOneLeft(Step step, DetachPartition detach) throws SQLException {
        List<Partition> left = left(step);
        return new PartitioningException(
                "Cannot " + detach.describe(),
                "its name was that of another partition while it was detached, and so " + names(left)
                        + " left the table, with the rows",
                "Nothing was dropped. Put it back before the next pass: " + attach(detach, left));
    }

    /** Where it was given up: it may be the detach of another one that is pending now. */
    void verifyPending(Step step, DetachPartition detach) throws SQLException {
        for (long oid : pendingOf(step)) {
            Optional<Partition> other = partition(step, oid);
            Optional<QualifiedName> name = nameNow(oid);
            if (oid != step.partitionOid()
                    && name.isPresent()
                    && name.get().equals(step.partition())
                    && other.isPresent()
                    && !other.get().detachPending()) {
                throw new PartitioningException(
                        "Cannot " + detach.describe(),
                        "another partition got its name meanwhile, and so it is the detach of "
                                + names(List.of(other.get())) + " that is pending: its rows are hidden",
                        "Nothing was dropped. Put it back before the next pass: "
                                + new DetachPartition(detach.parent(), name.get(), FINALIZE)
                                        .statements()
                                        .get(0)
                                        .text()
                                + "; " + attach(detach, List.of(other.get())));
            }
        }
    }

    /** The detach of a partition of the same table, this one included, that is pending: {@code that of "app"."events_p20260101"}. */
    Optional<String> pending(Step step) throws SQLException {
        List<Long> oids = pendingOf(step);
        return oids.isEmpty() ? Optional.empty() : nameNow(oids.get(0)).map(name -> "that of " + name.sql());
    }

    private List<Long> pendingOf(Step step) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(PENDING)) {
            query.setLong(1, step.parentOid());
            return oids(query);
        }
    }

    private Set<Long> attached(List<Step> steps) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(ATTACHED)) {
            query.setArray(
                    1,
                    connection.createArrayOf(
                            "oid", steps.stream().map(Step::partitionOid).toArray()));
            query.setLong(2, steps.get(0).parentOid());
            return new HashSet<>(oids(query));
        }
    }

    private static List<Long> oids(PreparedStatement query) throws SQLException {
        List<Long> oids = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                oids.add(row.getLong(1));
            }
        }
        return oids;
    }

    /** Those that were there and are not, and that no step has detached. */
    private List<Partition> left(Step step) {
        Set<Long> now = new HashSet<>(detached);
        BoundedCatalog.reader(connection, locks)
                .tablesByOid(List.of(step.parentOid()))
                .forEach(table -> table.partitions().forEach(p -> now.add(p.oid())));
        return partitions(step).stream().filter(p -> !now.contains(p.oid())).toList();
    }

    private List<Partition> partitions(Step step) {
        return tables(before)
                .filter(table -> table.oid() == step.parentOid())
                .flatMap(table -> table.partitions().stream())
                .toList();
    }

    private static Stream<PartitionedTable> tables(PartitionedTable table) {
        return Stream.concat(
                Stream.of(table), table.allPartitions().flatMap(partition -> partition.partitioned().stream()));
    }

    private Optional<Partition> partition(Step step, long oid) {
        return partitions(step).stream().filter(p -> p.oid() == oid).findFirst();
    }

    private Optional<QualifiedName> nameNow(long oid) throws SQLException {
        return PartitionLookup.place(connection, oid).map(PartitionLookup.Place::name);
    }

    private String attach(DetachPartition detach, List<Partition> left) throws SQLException {
        List<String> statements = new ArrayList<>();
        for (Partition partition : left) {
            QualifiedName name = nameNow(partition.oid()).orElse(partition.name());
            statements.add(new AttachPartition(detach.parent(), name, partition.bounds())
                    .statements()
                    .get(0)
                    .text());
        }
        return statements.isEmpty()
                ? "its bounds are those that the newest CHECK of the table says that has left"
                : String.join("; ", statements);
    }

    private static String names(List<Partition> left) {
        return left.isEmpty()
                ? "another one"
                : left.stream()
                        .map(p -> p.name().sql() + " (OID " + p.oid() + ", "
                                + p.bounds().sql() + ")")
                        .collect(joining(" and "));
    }
}
