package io.github.pgpartition.maintenance;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.sql.SqlStatement;

/** A plan as SQL that people read before it runs, and could run with psql. */
final class PlanScript {

    private PlanScript() {}

    static String of(MaintenancePlan plan) {
        return "-- Maintenance at " + plan.now() + (plan.isEmpty() ? ": nothing to do" : "") + "\n"
                + plan.tables().stream().map(PlanScript::table).collect(joining());
    }

    private static String table(TablePlan table) {
        String findings = table.findings().stream()
                .map(f -> comment(f.table().sql() + ": " + f.message()))
                .collect(joining());
        String failures =
                table.failures().stream().map(f -> comment(f.message())).collect(joining());
        return failures
                + findings
                + table.steps().stream().map(PlanScript::step).collect(joining());
    }

    private static String step(Step step) {
        Operation operation = step.operation();
        boolean transaction =
                operation.mayRunInTransaction() && operation.statements().size() > 1;
        return "\n" + comment(operation.describe()) + comment("why: " + step.reason())
                + (transaction ? "BEGIN;\n" : "")
                + operation.statements().stream().map(PlanScript::statement).collect(joining())
                + (transaction ? "COMMIT;\n" : "");
    }

    private static String statement(SqlStatement statement) {
        String locks = statement.locks().stream().map(Object::toString).collect(joining(", "));
        return (locks.isEmpty() ? "" : comment("locks: " + locks)) + statement.text() + ";\n";
    }

    /** A name may hold a line break, which would end the comment. */
    private static String comment(String text) {
        return "-- " + text.replaceAll("\\R", " ") + "\n";
    }
}
