package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_EXCLUSIVE;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import io.github.pgpartition.sql.TableLock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last part of {@link PromoteDefault}: in one transaction the DEFAULT partition is taken out, gets the name of an ordinary one and is
 * attached with bounds, and a new, empty DEFAULT takes its place.
 *
 * <p>Locks: ACCESS EXCLUSIVE on the parent and on the DEFAULT partition.
 *
 * @param partition    the new name, in the schema of the DEFAULT partition
 * @param guard        the valid CHECK on the DEFAULT partition that says what the bounds say; it goes
 * @param freshDefault makes the new DEFAULT partition; null where there shall be none
 */
public record SwapDefault(
        QualifiedName parent,
        QualifiedName partition,
        PartitionBounds bounds,
        GuardDefault guard,
        @Nullable Operation freshDefault)
        implements Operation {

    public SwapDefault {
        Requirements.parentAndPartition(parent, partition);
        requireNonNull(bounds, "bounds");
        requireNonNull(guard, "guard");
    }

    @Override
    public List<SqlStatement> statements() {
        QualifiedName old = guard.defaultPartition();
        List<SqlStatement> all = new ArrayList<>();
        all.add(new TableLock(ACCESS_EXCLUSIVE, parent).statement());
        all.addAll(new DetachPartition(parent, old, DetachMode.PLAIN).statements());
        all.add(SqlStatement.of("ALTER TABLE " + old.sql() + " RENAME TO "
                        + partition.name().sql())
                .locking(ACCESS_EXCLUSIVE, old));
        all.addAll(new AttachPartition(parent, partition, bounds).statements());
        all.add(guard.removal(partition));
        if (freshDefault != null) {
            all.addAll(freshDefault.statements());
        }
        return all;
    }

    @Override
    public String describe() {
        return "make DEFAULT partition " + guard.defaultPartition().sql() + " partition " + partition.sql() + " of "
                + parent.sql();
    }
}
