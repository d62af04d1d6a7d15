package io.github.pgpartition.maintenance;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.QualifiedName;
import java.util.List;
import java.util.stream.Stream;

/** What a pass would do to one table. */
public record TablePlan(QualifiedName table, long tableOid, List<Step> steps, List<Finding> findings) {

    public TablePlan {
        requireNonNull(table, "table");
        steps = List.copyOf(steps);
        findings = List.copyOf(findings);
    }

    /** With one finding more. */
    public TablePlan with(Finding finding) {
        return new TablePlan(
                table,
                tableOid,
                steps,
                Stream.concat(findings.stream(), Stream.of(finding)).toList());
    }
}
