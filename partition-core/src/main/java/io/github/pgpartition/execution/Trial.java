package io.github.pgpartition.execution;

import io.github.pgpartition.catalog.CatalogReader;
import io.github.pgpartition.catalog.TemplateLookup;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.model.Placement;
import io.github.pgpartition.operation.CreatePartition;
import io.github.pgpartition.operation.CreateTableLike;
import io.github.pgpartition.operation.LikeOptions;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the server makes of bounds: an empty partition with them in a temporary copy of the tree, which is rolled back. So two ways to
 * write one bound are told from two bounds, for keys of every type and in the session's zone.
 *
 * <p>Locks: ACCESS SHARE on the top-level table, bounded by the policy.
 */
final class Trial {

    private static final QualifiedName PARTITION = temporary("pgpartition_trial");

    private static final String CONDITION =
            "SELECT pg_catalog.pg_get_partition_constraintdef(pg_catalog.to_regclass(?))";

    /**
     * As the catalog has it.
     *
     * @param key       empty where it is not partitioned itself
     * @param condition that rows must meet, as a CHECK would print it
     */
    record Result(PartitionBounds bounds, Optional<PartitionKey> key, String condition) {}

    private final Connection connection;
    private final LockPolicy locks;

    Trial(Connection connection, LockPolicy locks) {
        this.connection = connection;
        this.locks = locks;
    }

    /** Empty where there is no such partitioned table. */
    Optional<Result> of(QualifiedName parent, PartitionBounds bounds, @Nullable PartitionKey key) throws SQLException {
        CatalogReader catalog = BoundedCatalog.reader(connection, locks);
        Optional<PartitionedTable> table = catalog.table(parent);
        Optional<PartitionedTable> root =
                new TemplateLookup(connection).root(parent).flatMap(catalog::table);
        List<Operation> steps = new ArrayList<>();
        Optional<QualifiedName> copy = root.flatMap(top -> table.flatMap(t -> copy(top, t.name(), steps)));
        if (copy.isEmpty()) {
            return Optional.empty();
        }
        steps.add(new CreatePartition(copy.get(), PARTITION, bounds, key, null));
        List<Result> results = new ArrayList<>();
        ShortTransaction.runAndUndo(connection, () -> {
            LockTimeout.setForTransaction(connection, locks.setting());
            for (Operation step : steps) {
                execute(step);
            }
            results.add(result(copy.get()));
        });
        return Optional.of(results.get(0));
    }

    /** Adds what makes a copy of the way from the top-level table down to the parent; answers the parent's name in it. */
    private static Optional<QualifiedName> copy(PartitionedTable root, QualifiedName parent, List<Operation> steps) {
        return path(root, parent).map(path -> {
            QualifiedName name = temporary("pgpartition_trial_0");
            steps.add(new CreateTableLike(
                    root.name(), name, new LikeOptions(List.of(), List.of()), root.key(), Placement.DEFAULT));
            for (Partition partition : path) {
                QualifiedName next = temporary("pgpartition_trial_" + steps.size());
                PartitionKey key = partition.partitioned().orElseThrow().key();
                steps.add(new CreatePartition(name, next, partition.bounds(), key, null));
                name = next;
            }
            return name;
        });
    }

    private static Optional<List<Partition>> path(PartitionedTable from, QualifiedName to) {
        if (from.name().equals(to)) {
            return Optional.of(List.of());
        }
        for (Partition partition : from.partitions()) {
            Optional<List<Partition>> rest = partition.partitioned().flatMap(sub -> path(sub, to));
            if (rest.isPresent()) {
                List<Partition> path = new ArrayList<>(List.of(partition));
                path.addAll(rest.get());
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    private Result result(QualifiedName copy) throws SQLException {
        Partition partition = BoundedCatalog.reader(connection, locks).table(copy).stream()
                .flatMap(table -> table.partitions().stream())
                .findFirst()
                .orElseThrow(() -> new SQLException("The trial's partition is not there"));
        try (PreparedStatement query = connection.prepareStatement(CONDITION)) {
            query.setString(1, PARTITION.sql());
            try (ResultSet row = query.executeQuery()) {
                row.next();
                Optional<PartitionKey> key = partition.partitioned().map(PartitionedTable::key);
                return new Result(partition.bounds(), key, row.getString(1));
            }
        }
    }

    private void execute(Operation step) throws SQLException {
        for (var sql : step.statements()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql.text());
            }
        }
    }

    private static QualifiedName temporary(String name) {
        return QualifiedName.of("pg_temp", name);
    }
}
