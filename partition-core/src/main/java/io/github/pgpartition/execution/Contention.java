package io.github.pgpartition.execution;

import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.operation.DetachMode;
import io.github.pgpartition.operation.DetachPartition;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.TableLock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a pass has learnt about the locks of one table. A lock that was not to be had for one step is hardly to be had for the next one: all
 * attempts are made once for each lock, not for each step.
 */
final class Contention {

    private final LockPolicy locks;
    private final Set<QualifiedName> contended = new HashSet<>();
    private final Map<Long, String> pending = new HashMap<>();

    Contention(LockPolicy locks) {
        this.locks = locks;
    }

    /** One attempt where the step needs a lock on something that another one has waited for in vain. */
    LockPolicy policyFor(Step step) {
        return isContended(step) ? locks.once() : locks;
    }

    /** Whether the step needs a lock that another one has waited for in vain. */
    boolean isContended(Step step) {
        return others(step).anyMatch(contended::contains);
    }

    void waitedInVain(Step step) {
        others(step).forEach(contended::add);
    }

    /** Tables that the step locks beside its own partition, which other steps have nothing to do with. */
    private static Stream<QualifiedName> others(Step step) {
        return step.operation().statements().stream()
                .flatMap(s -> s.locks().stream())
                .map(TableLock::table)
                .filter(table -> !table.equals(step.partition()));
    }

    /** @param which whose detach is pending: {@code that of partition "app"."events_p20260101"} */
    void detachIsPending(Step step, String which) {
        pending.put(step.parentOid(), which);
    }

    /** PostgreSQL begins no detach of a table as long as another one is pending. Empty where there is none, or the step is no such one. */
    Optional<String> whyToWait(Step step) {
        return step.operation() instanceof DetachPartition detach && detach.mode() == DetachMode.CONCURRENTLY
                ? Optional.ofNullable(pending.get(step.parentOid())).map(Contention::waitsFor)
                : Optional.empty();
    }

    static String waitsFor(String which) {
        return "another detach of its table is pending, " + which
                + ", and PostgreSQL begins none before that has ended; the next pass goes on";
    }
}
