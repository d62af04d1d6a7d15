package io.github.pgpartition.operation;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.sql.SqlStatement;
import java.util.List;
import java.util.Optional;

/**
 * One thing to do to a partitioned table: a value that knows its SQL, the locks it takes and how to say what it does. No connection, no
 * I/O; whoever runs it, prints it or plans it asks for its statements.
 */
public sealed interface Operation
        permits AddBoundsCheck,
                ApplyProperties,
                AttachIndex,
                AttachPartition,
                AttachPartitionOnline,
                CommentOnTable,
                CopyFromTemplate,
                CreateIndex,
                CreatePartition,
                CreatePartitionBehindGuard,
                CreatePartitionFromDefault,
                CreatePartitionGuarded,
                CreatePartitionOnline,
                CreatePartitionTree,
                CreatePartitionedTable,
                CreateTableLike,
                CreateTemplate,
                DetachPartition,
                DistributeTable,
                DropBoundsCheck,
                DropDetachCheck,
                DropIndex,
                DropNoted,
                DropPartition,
                DropTable,
                DropTemplate,
                GuardDefault,
                MoveToSchema,
                NoteDrop,
                PrepareAttach,
                PromoteDefault,
                RemoveDefault,
                RequireExtension,
                RequirePartitionedBy,
                SwapDefault,
                ValidateBoundsCheck,
                WithdrawDropNote {

    /** How things stand where a step did not get its locks, and what to do. */
    String UNCHANGED = "Nothing was changed by this step; end that session or raise lockTimeout, and run it again";

    /** What to do where nothing better is known. */
    String CORRECT_IT = "Correct what the server names, and run it again";

    /** In the order in which they have to run. */
    List<SqlStatement> statements();

    /** For people: {@code create partition "app"."events_p20260101" of "app"."events"}. */
    String describe();

    /** The parts that each stand in a transaction of their own; most operations are one part. */
    default List<Operation> steps() {
        return List.of(this);
    }

    /** What takes away again what the first parts have left, where a later one could not be done. */
    default Optional<Operation> cleanup() {
        return Optional.empty();
    }

    /** All statements as a script. */
    default String sql() {
        return statements().stream().map(s -> s.text() + ";").collect(joining("\n"));
    }

    /** What to do where the server refuses it with an SQLSTATE, a sentence without a full stop. */
    default String whatNext(String sqlState) {
        return CORRECT_IT;
    }

    /** How things stand where it did not get its locks, and what to do. */
    default String whenBlocked() {
        return UNCHANGED;
    }

    /** Whether all of it may stand in one transaction block. */
    default boolean mayRunInTransaction() {
        return statements().stream().allMatch(SqlStatement::mayRunInTransaction);
    }
}
