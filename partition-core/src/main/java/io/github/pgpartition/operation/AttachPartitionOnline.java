package io.github.pgpartition.operation;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;

/**
 * Makes a filled table a partition without working on it under a strong lock. A CHECK that says what its bounds will say is added without
 * looking at rows, validated while everybody goes on, and makes ATTACH skip its scan; then it goes. Indexes, keys and foreign keys that the
 * parent has and the table lacks are made before the ATTACH, which would make them while everybody waits.
 *
 * <p>Nine transactions. Interrupted between any two it can be run again; refused, it leaves nothing behind.
 *
 * <p>Locks on the table: ACCESS EXCLUSIVE for a moment, several times; SHARE UPDATE EXCLUSIVE for the time of the scans; SHARE while an
 * index is built, if one is missing: its writers wait, and to spare them it has to be built CONCURRENTLY before. On the parent: SHARE
 * UPDATE EXCLUSIVE for a moment. Where the parent has foreign keys, or others refer to it, SHARE ROW EXCLUSIVE on those tables for a
 * moment, twice: their writers wait behind us, no longer than the lock timeout. A DEFAULT partition of the parent is scanned under ACCESS
 * EXCLUSIVE unless a CHECK of its own spares it.
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
                stage(AttachStage.INDEXES),
                stage(AttachStage.KEYS),
                stage(AttachStage.FOREIGN_KEYS),
                stage(AttachStage.VALID_FOREIGN_KEYS),
                new AttachPartition(parent, partition, bounds),
                stage(AttachStage.KEPT),
                new DropBoundsCheck(partition, check));
    }

    /** Interrupted before it was attached, it begins anew; after that, only the CHECK and marks may be left. */
    @Override
    public List<Operation> remaining(Whereabouts now) {
        Identifier check = checkName(partition);
        return switch (now.place()) {
            case MISSING, ALONE -> steps();
            case HERE -> {
                if (!now.hasBounds(bounds)) {
                    throw Requirements.otherwise(describe(), now);
                }
                yield now.hasCheck(check)
                        ? List.of(stage(AttachStage.KEPT), new DropBoundsCheck(partition, check))
                        : List.of();
            }
            case PENDING, ELSEWHERE -> throw Requirements.otherwise(describe(), now);
        };
    }

    /** The CHECK of an attach that was refused would go on refusing rows, and so would its keys. */
    @Override
    public List<Operation> whenGivenUp(Whereabouts now) {
        return now.place() == Whereabouts.Place.ALONE
                ? List.of(new DropBoundsCheck(partition, checkName(partition)), stage(AttachStage.DROPPED))
                : List.of();
    }

    private Operation stage(AttachStage stage) {
        return new PrepareAttach(parent, partition, stage);
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
