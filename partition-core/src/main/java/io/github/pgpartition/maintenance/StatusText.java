package io.github.pgpartition.maintenance;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.registry.TableStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** How tables stand, for people and for programs. */
final class StatusText {

    private static final List<String> HEAD = List.of(
            "VERDICT", "TABLE", "PARTITIONS", "RUNWAY ENDS", "GAPS", "IN DEFAULT", "PENDING", "LAST SUCCESS", "REASON");

    private StatusText() {}

    static String text(StatusReport report) {
        if (report.tables().isEmpty()) {
            return "No table is managed.\n";
        }
        List<List<String>> rows = new ArrayList<>(List.of(HEAD));
        report.tables().forEach(table -> rows.add(cells(table, report.now())));
        int[] widths = IntStream.range(0, HEAD.size())
                .map(i ->
                        rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
                .toArray();
        return rows.stream().map(row -> line(row, widths)).collect(joining());
    }

    private static List<String> cells(TableStatus table, Instant now) {
        return List.of(
                table.verdict().name(),
                table.table().sql().replaceAll("\\R", " "),
                Long.toString(table.partitions()),
                table.runwayEndsAt()
                        .map(end -> seconds(end) + ' ' + distance(now, end))
                        .orElse("-"),
                Long.toString(table.gaps()),
                Long.toString(table.rowsInDefault()),
                Long.toString(table.detachPending()),
                table.lastSuccessAt().map(StatusText::seconds).orElse("never"),
                table.reason().replaceAll("\\R", " "));
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** In the two units that matter. */
    private static String distance(Instant now, Instant end) {
        Duration left = Duration.between(now, end).abs();
        String amount = left.toDays() > 0
                ? left.toDays() + "d " + left.toHoursPart() + "h"
                : left.toHours() + "h " + left.toMinutesPart() + "m";
        return end.isBefore(now) ? "(" + amount + " ago)" : "(in " + amount + ")";
    }

    private static String line(List<String> cells, int[] widths) {
        return IntStream.range(0, cells.size())
                        .mapToObj(i -> cells.get(i)
                                + " ".repeat(widths[i] - cells.get(i).length()))
                        .collect(joining("  "))
                        .stripTrailing()
                + "\n";
    }

    static String json(StatusReport report) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("now", report.now());
        json.put("worst", report.worst());
        json.put("tables", report.tables().stream().map(StatusText::table).toList());
        return Json.write(json);
    }

    private static Map<String, Object> table(TableStatus table) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("table", table.table().sql());
        json.put("verdict", table.verdict());
        json.put("reason", table.reason());
        json.put("partitions", table.partitions());
        put(json, "runwayEnds", table.runwayEndsAt());
        json.put("gaps", table.gaps());
        json.put("rowsInDefault", table.rowsInDefault());
        json.put("detachPending", table.detachPending());
        put(json, "lastPass", table.lastPassAt());
        put(json, "lastSuccess", table.lastSuccessAt());
        return json;
    }

    private static void put(Map<String, Object> json, String name, Optional<Instant> time) {
        time.ifPresent(value -> json.put(name, value));
    }
}
