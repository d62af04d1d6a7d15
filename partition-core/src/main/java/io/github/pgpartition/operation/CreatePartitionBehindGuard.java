package io.github.pgpartition.operation;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.SqlStatement;
import java.util.ArrayList;
import java.util.List;

/**
 * The last part of {@link CreatePartitionGuarded}: creates and attaches, and takes the CHECK away.
 *
 * <p>Locks: those of the creation; ACCESS EXCLUSIVE on the DEFAULT partition is held for a moment only.
 */
public record CreatePartitionBehindGuard(Operation create, GuardDefault guard) implements Operation {

    public CreatePartitionBehindGuard {
        requireNonNull(create, "create");
        requireNonNull(guard, "guard");
    }

    @Override
    public List<SqlStatement> statements() {
        List<SqlStatement> all = new ArrayList<>(create.statements());
        all.add(guard.removal(guard.defaultPartition()));
        return all;
    }

    @Override
    public String describe() {
        return create.describe();
    }
}
