package io.github.pgpartition.maintenance;

import io.github.pgpartition.sql.SqlStatement;
import java.util.LinkedHashMap;
import java.util.Map;

/** A plan without its SQL for people, and with it for programs. */
final class PlanSummary {

    private PlanSummary() {}

    static String text(MaintenancePlan plan) {
        StringBuilder text =
                new StringBuilder("Plan at " + plan.now() + (plan.isEmpty() ? ": nothing to do" : "") + "\n");
        for (TablePlan table : plan.tables()) {
            table.steps()
                    .forEach(step -> text.append("  ")
                            .append(step.operation().describe())
                            .append(step.refusal() == null ? ": " : " (cannot be done): ")
                            .append(step.refusal() == null ? step.reason() : step.refusal())
                            .append('\n'));
            table.failures()
                    .forEach(failure ->
                            text.append("  failed: ").append(failure.message()).append('\n'));
            table.findings()
                    .forEach(finding -> text.append("  note: ")
                            .append(finding.table().sql())
                            .append(": ")
                            .append(finding.message())
                            .append('\n'));
        }
        return text.toString();
    }

    static String json(MaintenancePlan plan) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("now", plan.now());
        json.put("tables", plan.tables().stream().map(PlanSummary::table).toList());
        return Json.write(json);
    }

    private static Map<String, Object> table(TablePlan plan) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("table", plan.table().sql());
        json.put("steps", plan.steps().stream().map(PlanSummary::step).toList());
        json.put("failures", plan.failures().stream().map(Failure::message).toList());
        json.put("findings", plan.findings().stream().map(Finding::message).toList());
        return json;
    }

    private static Map<String, Object> step(Step step) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", step.kind().word());
        json.put("partition", step.partition().sql());
        json.put("bounds", step.bounds().sql());
        json.put("reason", step.reason());
        json.put("refusal", step.refusal() == null ? "" : step.refusal());
        json.put("inTransaction", step.operation().mayRunInTransaction());
        json.put(
                "statements",
                step.operation().statements().stream()
                        .map(PlanSummary::statement)
                        .toList());
        return json;
    }

    private static Map<String, Object> statement(SqlStatement statement) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("sql", statement.text());
        json.put("locks", statement.locks().stream().map(Object::toString).toList());
        return json;
    }
}
