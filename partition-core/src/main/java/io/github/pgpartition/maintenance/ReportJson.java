package io.github.pgpartition.maintenance;

import io.github.pgpartition.sql.QualifiedName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report for programs. */
final class ReportJson {

    private ReportJson() {}

    static String of(MaintenanceReport report) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("now", report.now());
        json.put("succeeded", report.succeeded());
        json.put("tables", report.tables());
        json.put("created", names(report.created()));
        json.put("detached", names(report.detached()));
        json.put("dropped", names(report.dropped()));
        json.put("archived", names(report.archived()));
        json.put("steps", report.results().stream().map(ReportJson::step).toList());
        json.put(
                "failures",
                report.failures().stream()
                        .map(f -> message(f.table(), f.message()))
                        .toList());
        json.put(
                "findings",
                report.findings().stream()
                        .map(f -> message(f.table(), f.message()))
                        .toList());
        return Json.write(json);
    }

    private static Map<String, Object> step(StepResult result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("table", result.table().sql());
        json.put("kind", word(result.step().kind()));
        json.put("partition", result.step().partition().sql());
        json.put("bounds", result.step().bounds().sql());
        json.put("outcome", word(result.outcome()));
        json.put("reason", result.step().reason());
        json.put("message", result.message());
        json.put("attempts", result.attempts());
        json.put("sql", result.step().operation().sql());
        return json;
    }

    private static Map<String, Object> message(QualifiedName table, String message) {
        return Map.of("table", table.sql(), "message", message);
    }

    private static List<String> names(List<QualifiedName> names) {
        return names.stream().map(QualifiedName::sql).toList();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
