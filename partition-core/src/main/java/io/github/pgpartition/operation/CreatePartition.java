package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_EXCLUSIVE;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Creates a partition in one statement: for tables that nobody uses yet, as in the migration that makes the table.
 *
 * <p>Locks: ACCESS EXCLUSIVE on the parent and on its DEFAULT partition, which is scanned. On a live table use
 * {@link CreatePartitionOnline}.
 *
 * @param subPartitionedBy makes the new partition a partitioned table itself
 * @param template         whose keys, constraints and indexes it takes; not where it is partitioned itself, its leaves take them
 */
public record CreatePartition(
        QualifiedName parent,
        QualifiedName partition,
        PartitionBounds bounds,
        @Nullable PartitionKey subPartitionedBy,
        @Nullable Identifier tablespace,
        @Nullable QualifiedName template)
        implements Operation {

    public CreatePartition {
        Requirements.parentAndPartition(parent, partition);
        requireNonNull(bounds, "bounds");
    }

    public CreatePartition(
            QualifiedName parent,
            QualifiedName partition,
            PartitionBounds bounds,
            @Nullable PartitionKey subPartitionedBy,
            @Nullable Identifier tablespace) {
        this(parent, partition, bounds, subPartitionedBy, tablespace, null);
    }

    public static CreatePartition of(QualifiedName parent, QualifiedName partition, PartitionBounds bounds) {
        return new CreatePartition(parent, partition, bounds, null, null);
    }

    @Override
    public List<SqlStatement> statements() {
        List<SqlStatement> all = new ArrayList<>();
        all.add(SqlStatement.of("CREATE TABLE " + partition.sql() + " PARTITION OF " + parent.sql() + " " + bounds.sql()
                        + (subPartitionedBy == null ? "" : " " + subPartitionedBy.sql())
                        + Tablespace.clause(tablespace))
                .locking(ACCESS_EXCLUSIVE, parent));
        if (template != null && subPartitionedBy == null) {
            all.addAll(new CopyFromTemplate(template, partition).statements());
        }
        return all;
    }

    @Override
    public String describe() {
        return "create partition " + partition.sql() + " of " + parent.sql();
    }
}
