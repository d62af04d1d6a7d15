package io.github.pgpartition.maintenance;

import java.util.List;
import java.util.Locale;

/** A report for people. */
final class ReportText {

    private ReportText() {}

    static String of(MaintenanceReport report) {
        StringBuilder text = new StringBuilder("Maintenance at " + report.now() + " of " + report.tables()
                + (report.tables() == 1 ? " table: " : " tables: ")
                + report.created().size() + " created, "
                + report.detached().size() + " detached, " + report.dropped().size() + " dropped, "
                + report.archived().size() + " archived, " + report.deferred().size() + " deferred, "
                + report.failures().size() + " failed\n");
        for (StepResult result : report.results()) {
            String outcome =
                    result.isDone() ? "" : " (" + result.outcome().name().toLowerCase(Locale.ROOT) + ")";
            line(
                    text,
                    result.step().operation().describe() + outcome + ": "
                            + (result.isDone() ? result.step().reason() : result.message()));
        }
        lines(
                text,
                "failed",
                report.failures().stream()
                        .map(f -> f.table().sql() + ": " + f.message())
                        .toList());
        lines(
                text,
                "note",
                report.findings().stream()
                        .map(f -> f.table().sql() + ": " + f.message())
                        .toList());
        return text.toString();
    }

    private static void lines(StringBuilder text, String word, List<String> lines) {
        lines.forEach(l -> line(text, word + ": " + l));
    }

    private static void line(StringBuilder text, String line) {
        text.append("  ").append(line).append('\n');
    }
}
