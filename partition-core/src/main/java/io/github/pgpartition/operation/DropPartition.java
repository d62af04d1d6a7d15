package io.github.pgpartition.operation;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;

/**
 * Takes a partition out of its parent and drops it with its rows. Never CASCADE.
 *
 * <p>Locks: those of {@link DetachPartition}, then ACCESS EXCLUSIVE on a table that nobody reads through the parent any more.
 */
public record DropPartition(QualifiedName parent, QualifiedName partition, DetachMode mode) implements Operation {

    public DropPartition {
        Requirements.parentAndPartition(parent, partition);
        requireNonNull(mode, "mode");
        if (mode == DetachMode.FINALIZE) {
            throw new PartitioningException(
                    "Cannot drop partition " + partition.sql(),
                    "FINALIZE only ends a detach that was interrupted",
                    "Detach with FINALIZE first, then drop the table");
        }
    }

    @Override
    public List<Operation> steps() {
        return List.of(new DetachPartition(parent, partition, mode), new DropTable(partition));
    }

    @Override
    public List<SqlStatement> statements() {
        return steps().stream().flatMap(s -> s.statements().stream()).toList();
    }

    @Override
    public String describe() {
        return "drop partition " + partition.sql() + " of " + parent.sql();
    }
}
