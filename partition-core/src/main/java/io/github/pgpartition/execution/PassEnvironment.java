package io.github.pgpartition.execution;

import io.github.pgpartition.hook.HookCall;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What a pass has to do with beside the database.
 *
 * @param hooks    in the order in which they are asked
 * @param stopping whether no further step is to be begun
 * @param changed  run after each step, before hooks are told of it
 */
public record PassEnvironment(List<HookCall> hooks, BooleanSupplier stopping, Runnable changed) {

    /** No hooks; nobody stops it, and nobody wants to know. */
    public static final PassEnvironment NONE = new PassEnvironment(List.of(), () -> false, () -> {});

    public PassEnvironment {
        hooks = List.copyOf(hooks);
    }

    /** The same for a pass that can be stopped between two steps. */
    public PassEnvironment stoppedBy(BooleanSupplier other) {
        return new PassEnvironment(hooks, other, changed);
    }
}
