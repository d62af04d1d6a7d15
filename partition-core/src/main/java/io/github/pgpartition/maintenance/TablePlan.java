package io.github.pgpartition.maintenance;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a pass would do to one table.
 *
 * @param failures what cannot even be begun
 * @param waiting  partitions that are to be told of before they go
 */
public record TablePlan(
        QualifiedName table,
        long tableOid,
        List<Step> steps,
        List<Finding> findings,
        List<Failure> failures,
        List<Waiting> waiting) {

    public TablePlan {
        requireNonNull(table, "table");
        steps = List.copyOf(steps);
        findings = List.copyOf(findings);
        failures = List.copyOf(failures);
        waiting = List.copyOf(waiting);
    }

    public TablePlan(QualifiedName table, long tableOid, List<Step> steps, List<Finding> findings) {
        this(table, tableOid, steps, findings, List.of(), List.of());
    }

    /** What is to be done to the table that a step detaches. */
    public Optional<StepKind> after(Step step) {
        if (step.kind() != StepKind.DETACH && step.kind() != StepKind.FINALIZE) {
            return Optional.empty();
        }
        return steps.stream()
                .filter(s -> s.partitionOid() == step.partitionOid())
                .map(Step::kind)
                .filter(k -> k == StepKind.DROP || k == StepKind.ARCHIVE)
                .findFirst();
    }

    /** With one finding more. */
    public TablePlan with(Finding finding) {
        return new TablePlan(
                table,
                tableOid,
                steps,
                Stream.concat(findings.stream(), Stream.of(finding)).toList(),
                failures,
                waiting);
    }
}
