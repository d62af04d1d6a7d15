package io.github.pgpartition.maintenance;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.maintenance.StepResult.Outcome;
import io.github.pgpartition.sql.QualifiedName;
import java.time.Instant;
import java.util.List;

/**
 * What a pass did.
 *
 * @param tables   how many are managed
 * @param results  of every step, in the order in which they ran
 * @param failures of tables: those of single steps are among them
 */
public record MaintenanceReport(
        Instant now, int tables, List<StepResult> results, List<Failure> failures, List<Finding> findings) {

    public MaintenanceReport {
        requireNonNull(now, "now");
        results = List.copyOf(results);
        failures = List.copyOf(failures);
        findings = List.copyOf(findings);
    }

    /**
     * Whether nothing failed. What was deferred is not a failure, as the next pass does it; but a partition is one that rows need within
     * one interval.
     */
    public boolean succeeded() {
        return failures.isEmpty();
    }

    /** Of a pass over more tables, in which nothing was due. */
    public MaintenanceReport ofTables(int all) {
        return new MaintenanceReport(now, all, results, failures, findings);
    }

    /** New partitions, DEFAULT partitions that became ordinary ones among them. */
    public List<QualifiedName> created() {
        return done(StepKind.CREATE, StepKind.PROMOTE);
    }

    /** Partitions taken out of their table, whatever became of them then. */
    public List<QualifiedName> detached() {
        return done(StepKind.FINALIZE, StepKind.DETACH).stream().distinct().toList();
    }

    public List<QualifiedName> dropped() {
        return done(StepKind.DROP, StepKind.REMOVE_DEFAULT);
    }

    public List<QualifiedName> archived() {
        return done(StepKind.ARCHIVE);
    }

    public List<StepResult> deferred() {
        return results.stream().filter(r -> r.outcome() == Outcome.DEFERRED).toList();
    }

    public String toText() {
        return ReportText.of(this);
    }

    public String toJson() {
        return ReportJson.of(this);
    }

    private List<QualifiedName> done(StepKind... kinds) {
        return results.stream()
                .filter(r -> r.isDone() && List.of(kinds).contains(r.step().kind()))
                .map(r -> r.step().partition())
                .toList();
    }
}
