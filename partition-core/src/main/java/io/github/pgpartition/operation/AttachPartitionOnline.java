package io.github.pgpartition.operation;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;

/**
 * Makes a filled table a partition without scanning it under a strong lock: a CHECK that says what its bounds will say is added without
 * looking at rows, validated while everybody goes on, and makes ATTACH skip its scan; then it goes.
 *
 * <p>Four transactions. Interrupted between any two it can be run again.
 *
 * <p>Locks: ACCESS EXCLUSIVE on the table, three times for a moment; SHARE UPDATE EXCLUSIVE on it for the time of the scan, and on the
 * parent for a moment. A DEFAULT partition of the parent is scanned under ACCESS EXCLUSIVE unless a CHECK of its own spares it.
 *
 * @param condition what the bounds let in, from {@link io.github.pgpartition.model.BoundsCondition}
 */
public record AttachPartitionOnline(
        QualifiedName parent, QualifiedName partition, PartitionBounds bounds, String condition)
        implements Operation, Resumable {

    public AttachPartitionOnline {
        Requirements.parentAndPartition(parent, partition);
        requireNonNull(bounds, "bounds");
        requireNonNull(condition, "condition");
    }

    /** Of the CHECK that is there for a while. */
    public static Identifier checkName(QualifiedName partition) {
        return Identifier.generated(partition.name().value(), "_pgpartition_check");
    }

    @Override
    public List<Operation> steps() {
        Identifier check = checkName(partition);
        return List.of(
                new AddBoundsCheck(partition, check, condition),
                new ValidateBoundsCheck(partition, check, condition),
                new AttachPartition(parent, partition, bounds),
                new DropBoundsCheck(partition, check));
    }

    /** Interrupted before it was attached, it begins anew; after that, only the CHECK may be left. */
    @Override
    public List<Operation> remaining(Whereabouts now) {
        Identifier check = checkName(partition);
        return switch (now.place()) {
            case MISSING, ALONE -> steps();
            case HERE -> {
                if (!now.hasBounds(bounds)) {
                    throw Requirements.otherwise(describe(), now);
                }
                yield now.hasCheck(check) ? List.of(new DropBoundsCheck(partition, check)) : List.of();
            }
            case PENDING, ELSEWHERE -> throw Requirements.otherwise(describe(), now);
        };
    }

    @Override
    public List<SqlStatement> statements() {
        return steps().stream().flatMap(s -> s.statements().stream()).toList();
    }

    @Override
    public boolean mayRunInTransaction() {
        return false;
    }

    @Override
    public String describe() {
        return "attach partition " + partition.sql() + " to " + parent.sql();
    }
}
