package io.github.pgpartition.operation;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.SqlStatement;
import java.util.List;
import java.util.Optional;

/**
 * Creates a partition beside a big DEFAULT partition, which ATTACH would scan under ACCESS EXCLUSIVE: a CHECK that it holds no row of the
 * new range is validated before, while everybody goes on, and goes in the transaction of the ATTACH.
 *
 * <p>Three transactions. In the time between, a row of the new range is refused, so this is for ranges in the future.
 *
 * <p>Locks: ACCESS EXCLUSIVE on the DEFAULT partition, twice for a moment; SHARE UPDATE EXCLUSIVE on it for the time of the scan, and on
 * the parent for a moment.
 *
 * @param create makes the partition: its last statement attaches it
 */
public record CreatePartitionGuarded(Operation create, GuardDefault guard) implements Operation {

    public CreatePartitionGuarded {
        requireNonNull(create, "create");
        requireNonNull(guard, "guard");
    }

    @Override
    public List<Operation> steps() {
        return List.of(guard, guard.validation(), new CreatePartitionBehindGuard(create, guard));
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
    public Optional<Operation> cleanup() {
        return Optional.of(guard.undo());
    }

    @Override
    public String describe() {
        return create.describe();
    }
}
