package io.github.pgpartition.adoption;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What became of the tables that pg_partman maintains.
 *
 * @param schema   in which its {@code part_config} is
 * @param imported tables that have a policy now, or had one before; what of their configuration has no counterpart is in their notes
 * @param skipped  rows that were not imported; they stopped no other. A set of sub-partitions is told with the table at its top
 * @param next     what to do now, so that one of the two looks after each table, and not both
 */
public record PartmanReport(String schema, List<ImportReport> imported, List<Skipped> skipped, List<String> next) {

    /** @param parentTable as {@code part_config} has it */
    public record Skipped(String parentTable, String reason) {
        public Skipped {
            requireNonNull(parentTable, "parentTable");
            requireNonNull(reason, "reason");
        }
    }

    public PartmanReport {
        requireNonNull(schema, "schema");
        imported = List.copyOf(imported);
        skipped = List.copyOf(skipped);
        next = List.copyOf(next);
    }

    /** For people; ends with a line feed. */
    public String toText() {
        StringBuilder text = new StringBuilder("Import from pg_partman in schema " + schema + ": " + imported.size()
                + (imported.size() == 1 ? " table" : " tables") + " imported, " + skipped.size() + " skipped\n");
        imported.forEach(report -> text.append(report.toText()));
        skipped.forEach(s -> text.append(s.parentTable())
                .append(": skipped: ")
                .append(s.reason())
                .append('\n'));
        next.forEach(step -> text.append("next: ").append(step).append('\n'));
        return text.toString();
    }
}
