package io.github.pgpartition.operation;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;

/**
 * Takes a partition out of its parent and drops it with its rows. Never CASCADE.
 *
 * <p>Concurrently it is three transactions, and what is dropped in the last must be what was detached in the second. So the first notes in
 * the comment of the partition what is being done to it, with the OIDs of both tables; a run that finds a table with that note, nobody's
 * partition, goes on with the drop. Without the note nothing is dropped.
 *
 * <p>Locks: those of {@link DetachPartition}, plainly until the table is dropped; then ACCESS EXCLUSIVE on a table that nobody reads
 * through the parent any more; concurrently, SHARE UPDATE EXCLUSIVE on the partition before. Where it has foreign keys, the drop locks the tables that they refer to as well, ACCESS
 * EXCLUSIVE, for a moment: their readers and writers wait behind us, no longer than the lock timeout.
 */
public record DropPartition(QualifiedName parent, QualifiedName partition, DetachMode mode)
        implements Operation, Resumable {

    private static final String UNDEFINED_TABLE = "42P01";
    private static final String NOT_OURS =
            "Nothing was dropped. If an earlier run has dropped or detached it, mark the change as run; else correct the name";

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

    /** Plain, it is one transaction: it happens as a whole or not at all. */
    @Override
    public List<Operation> steps() {
        return mode == DetachMode.PLAIN ? List.of(this) : parts();
    }

    private List<Operation> parts() {
        DetachPartition detach = new DetachPartition(parent, partition, mode);
        return mode == DetachMode.PLAIN
                ? List.of(detach, new DropTable(partition))
                : List.of(new NoteDrop(parent, partition), detach, new DropNoted(parent, partition));
    }

    @Override
    public List<Operation> remaining(Whereabouts now) {
        if (mode == DetachMode.PLAIN) {
            return steps();
        }
        return switch (now.place()) {
            case HERE, PENDING -> steps();
            case ALONE -> {
                if (now.isNotedForDrop()) {
                    yield List.of(new DropNoted(parent, partition));
                }
                throw notOurs(
                        "the table of that name is no partition of it, and was not taken out of it by this operation");
            }
            case ELSEWHERE -> throw notOurs("the table of that name is a partition of another table");
            case MISSING -> throw notOurs("there is no table of that name");
        };
    }

    private PartitioningException notOurs(String why) {
        return new PartitioningException("Cannot " + describe(), why, NOT_OURS);
    }

    @Override
    public String whatNext(String sqlState) {
        return sqlState.equals(UNDEFINED_TABLE) ? NOT_OURS : Operation.super.whatNext(sqlState);
    }

    @Override
    public List<Operation> whenGivenUp(Whereabouts now) {
        return now.place() == Whereabouts.Place.HERE && now.isNotedForDrop()
                ? List.of(new WithdrawDropNote(parent, partition))
                : List.of();
    }

    @Override
    public List<SqlStatement> statements() {
        return parts().stream().flatMap(s -> s.statements().stream()).toList();
    }

    @Override
    public String describe() {
        return "drop partition " + partition.sql() + " of " + parent.sql();
    }
}
