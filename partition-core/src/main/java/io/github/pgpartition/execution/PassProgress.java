package io.github.pgpartition.execution;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.Failure;
import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.maintenance.StepResult;
import io.github.pgpartition.maintenance.TablePlan;
import io.github.pgpartition.sql.QualifiedName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What a pass has done so far, and what came up. */
final class PassProgress {

    private final List<StepResult> results = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    List<StepResult> results() {
        return results;
    }

    List<Failure> failures() {
        return failures;
    }

    void find(QualifiedName table, String message) {
        findings.add(new Finding(table, message));
    }

    void find(Collection<Finding> found) {
        findings.addAll(found);
    }

    void fail(Collection<Failure> failed) {
        failures.addAll(failed);
    }

    void fail(QualifiedName table, PartitioningException why) {
        failures.add(new Failure(table, String.valueOf(why.getMessage())));
    }

    /** What is known before the first step. */
    void begin(TablePlan plan) {
        findings.addAll(plan.findings());
        failures.addAll(plan.failures());
    }

    void end(TablePass pass) {
        results.addAll(pass.results());
        failures.addAll(pass.failures());
        findings.addAll(pass.findings());
    }

    MaintenanceReport report(Instant now, int tables) {
        return new MaintenanceReport(now, tables, results, failures, findings);
    }
}
