package io.github.pgpartition.execution;

import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.maintenance.StepKind;
import io.github.pgpartition.operation.DetachMode;
import io.github.pgpartition.operation.DetachPartition;
import io.github.pgpartition.operation.DropTable;
import io.github.pgpartition.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which steps of a table are done together, and in which order (docs/decisions/0015-batches.md): partitions that are made under locks which
 * keep nobody from reading or writing; partitions of one parent that are detached; detached tables that are dropped or archived. What locks
 * tables at the other end of foreign keys stays by itself.
 */
final class StepBatches {

    /** Each table takes locks for itself, its indexes and its TOAST table until the transaction ends. */
    private static final int MOST_TABLES = 16;

    /** Nobody reads or writes the parent meanwhile. */
    private static final int MOST_PLAIN_DETACHES = 8;

    private final List<List<Step>> batches = new ArrayList<>();
    private final List<Step> leaving = new ArrayList<>();

    private StepBatches() {}

    /** All steps; those that stay by themselves are batches of one. Detaches come before the drops that follow them in the plan. */
    static List<List<Step>> of(List<Step> steps) {
        StepBatches all = new StepBatches();
        steps.forEach(all::add);
        all.leave();
        return all.batches;
    }

    private void add(Step step) {
        if (isLightRemoval(step)) {
            leaving.add(step);
        } else {
            leave();
            append(step, isLightCreation(step), StepBatches::isLightCreation, MOST_TABLES);
        }
    }

    /** Detaches of partitions are of no concern to each other, and so are drops. */
    private void leave() {
        for (Step step : leaving) {
            if (step.operation() instanceof DetachPartition detach) {
                boolean plain = detach.mode() == DetachMode.PLAIN;
                append(step, true, s -> isSuch(s, step, detach), plain ? MOST_PLAIN_DETACHES : MOST_TABLES);
            }
        }
        leaving.stream()
                .filter(step -> step.kind() != StepKind.DETACH)
                .forEach(step -> append(step, true, s -> s.kind() == step.kind(), MOST_TABLES));
        leaving.clear();
    }

    private static boolean isSuch(Step step, Step other, DetachPartition detach) {
        return step.kind() == StepKind.DETACH
                && step.operation() instanceof DetachPartition own
                && own.mode() == detach.mode()
                && step.parentOid() == other.parentOid();
    }

    /** To the last batch where that is of its kind and has room. */
    private void append(Step step, boolean shares, Predicate<Step> kind, int most) {
        if (!batches.isEmpty() && shares) {
            List<Step> last = batches.get(batches.size() - 1);
            long tables = last.stream().mapToLong(StepBatches::tables).sum();
            if (last.stream().allMatch(s -> isShared(s) && kind.test(s)) && tables + tables(step) <= most) {
                last.add(step);
                return;
            }
        }
        batches.add(new ArrayList<>(List.of(step)));
    }

    private static boolean isShared(Step step) {
        return isLightCreation(step) || isLightRemoval(step);
    }

    private static long tables(Step step) {
        return step.kind().removes() ? 1 + step.below().size() : step.makes().count();
    }

    private static boolean isLightCreation(Step step) {
        return step.kind() == StepKind.CREATE
                && step.refusal() == null
                && step.origin() != null
                && step.operation().steps().size() == 1
                && step.operation().mayRunInTransaction()
                && !stopsWriters(step, step.makes().toList());
    }

    private static boolean isLightRemoval(Step step) {
        if (step.refusal() != null) {
            return false;
        }
        return switch (step.kind()) {
            case DETACH ->
                step.operation() instanceof DetachPartition detach
                        && detach.foreignKeyLocks().isEmpty();
            case DROP ->
                !(step.operation() instanceof DropTable drop && drop.foreign())
                        && !stopsWriters(step, List.of(step.partition()));
            case ARCHIVE -> !stopsWriters(step, List.of(step.partition()));
            default -> false;
        };
    }

    /** Of other tables than its own. */
    private static boolean stopsWriters(Step step, List<QualifiedName> own) {
        return step.operation().statements().stream()
                .flatMap(s -> s.locks().stream())
                .anyMatch(lock -> lock.mode().blocksWriters() && !own.contains(lock.table()));
    }
}
