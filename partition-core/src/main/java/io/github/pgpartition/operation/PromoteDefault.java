package io.github.pgpartition.operation;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.SqlStatement;
import java.util.List;
import java.util.Optional;

/**
 * Makes a filled DEFAULT partition an ordinary one, whose bounds cover all its rows: no row is moved, whatever their number.
 *
 * <p>Three transactions: a CHECK that says what the bounds will say is added without looking at rows; it is validated while everybody goes
 * on; then the tables change places ({@link SwapDefault}). From the first to the last, DEFAULT refuses rows outside the bounds: partitions
 * for rows that may come in the meantime should be there before.
 *
 * <p>Locks: ACCESS EXCLUSIVE on the DEFAULT partition for a moment; SHARE UPDATE EXCLUSIVE on it for the time of the scan; then ACCESS
 * EXCLUSIVE on the parent and on the DEFAULT partition for some milliseconds.
 */
public record PromoteDefault(SwapDefault swap) implements Operation {

    public PromoteDefault {
        requireNonNull(swap, "swap");
    }

    @Override
    public List<Operation> steps() {
        return List.of(swap.guard(), swap.guard().validation(), swap);
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
        return Optional.of(swap.guard().undo());
    }

    @Override
    public String describe() {
        return swap.describe();
    }
}
