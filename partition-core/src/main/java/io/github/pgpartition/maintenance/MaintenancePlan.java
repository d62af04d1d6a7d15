package io.github.pgpartition.maintenance;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/** What a pass would do. Printing it is the dry run: nothing is touched. */
public record MaintenancePlan(Instant now, List<TablePlan> tables) {

    public MaintenancePlan {
        requireNonNull(now, "now");
        tables = List.copyOf(tables);
    }

    public boolean isEmpty() {
        return tables.stream().allMatch(t -> t.steps().isEmpty());
    }

    public List<Finding> findings() {
        return tables.stream().flatMap(t -> t.findings().stream()).toList();
    }

    /** A script that does what the pass would do, each statement under a comment with its reason and the locks that it takes. */
    public String toSql() {
        return PlanScript.of(this);
    }

    /** What would be done and why, a line for each step. */
    public String toText() {
        return PlanSummary.text(this);
    }

    /** The same with statements and locks, for programs. */
    public String toJson() {
        return PlanSummary.json(this);
    }
}
