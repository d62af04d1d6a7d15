package io.github.pgpartition.execution;

import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.maintenance.StepKind;
import io.github.pgpartition.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Steps that follow one another and may share a transaction: partitions that are made under locks which keep nobody from reading or
 * writing, so that it does not matter if they are held a little longer (docs/decisions/0015-batches.md).
 */
final class StepBatches {

    /** Each table that is made takes locks for itself, its indexes and its TOAST table until the transaction ends. */
    private static final int MOST_TABLES = 16;

    private StepBatches() {}

    /** All steps in their order; those that may share no transaction are batches of one. */
    static List<List<Step>> of(List<Step> steps) {
        List<List<Step>> batches = new ArrayList<>();
        List<Step> open = new ArrayList<>();
        for (Step step : steps) {
            if (!open.isEmpty() && !(mayShare(step) && mayShare(open.get(0)) && hasRoom(open, step))) {
                batches.add(open);
                open = new ArrayList<>();
            }
            open.add(step);
        }
        if (!open.isEmpty()) {
            batches.add(open);
        }
        return batches;
    }

    private static boolean hasRoom(List<Step> open, Step more) {
        return open.stream().flatMap(Step::makes).count() + more.makes().count() <= MOST_TABLES;
    }

    private static boolean mayShare(Step step) {
        return step.kind() == StepKind.CREATE
                && step.refusal() == null
                && step.origin() != null
                && step.operation().steps().size() == 1
                && step.operation().mayRunInTransaction()
                && !stopsWriters(step);
    }

    private static boolean stopsWriters(Step step) {
        Set<QualifiedName> made = step.makes().collect(Collectors.toSet());
        return step.operation().statements().stream()
                .flatMap(s -> s.locks().stream())
                .anyMatch(lock -> lock.mode().blocksWriters() && !made.contains(lock.table()));
    }
}
