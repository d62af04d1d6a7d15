package io.github.pgpartition.maintenance;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.model.BoundText;
import io.github.pgpartition.model.DefaultBounds;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionStrategy;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.sql.QualifiedName;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * States and plans as text. {@code 2026-03-28} is that day, {@code 2026-03-01..2026-04-01} a range, {@code DEFAULT} the DEFAULT partition;
 * {@code !} behind one is a detach that is pending; {@code -} is nothing.
 */
final class PlanText {

    static final QualifiedName EVENTS = QualifiedName.of("App data", "Events");

    private static final String NOTHING = "-";

    private PlanText() {}

    static PartitionedTable days(String partitions) {
        return table("date", partitions);
    }

    static PartitionedTable table(String keyType, String partitions) {
        List<Partition> all = new ArrayList<>();
        if (!partitions.equals(NOTHING)) {
            for (String text : partitions.split(", ", -1)) {
                all.add(partition(all.size() + 1, text));
            }
        }
        return table(keyType, all);
    }

    static PartitionedTable table(String keyType, List<Partition> partitions) {
        return new PartitionedTable(
                1, EVENTS, PartitionKey.columns(PartitionStrategy.RANGE, "At"), List.of(keyType), partitions);
    }

    private static Partition partition(int number, String text) {
        boolean pending = text.endsWith("!");
        QualifiedName name = QualifiedName.of("App data", "part " + number);
        PartitionBounds bounds = bounds(pending ? text.substring(0, text.length() - 1) : text);
        return new Partition(100 + number, name, bounds, pending, false, -1, null);
    }

    private static PartitionBounds bounds(String text) {
        if (text.equals("DEFAULT")) {
            return new DefaultBounds();
        }
        int dots = text.indexOf("..");
        return dots < 0
                ? RangeBounds.of(text, LocalDate.parse(text).plusDays(1).toString())
                : RangeBounds.of(BoundText.value(text.substring(0, dots)), BoundText.value(text.substring(dots + 2)));
    }

    /** The ranges that the plan makes partitions for. */
    static String creates(TablePlan plan) {
        return steps(plan, s -> s.kind() == StepKind.CREATE, s -> range(s.bounds()));
    }

    /** What the plan takes away, and how: {@code detach 2026-03-28, drop 2026-03-28}. */
    static String removals(TablePlan plan) {
        return steps(plan, s -> s.kind() != StepKind.CREATE, s -> s.kind().word() + " " + range(s.bounds()));
    }

    static List<String> findings(TablePlan plan) {
        return plan.findings().stream().map(Finding::message).toList();
    }

    private static String steps(
            TablePlan plan, Predicate<Step> wanted, java.util.function.Function<Step, String> print) {
        String text = plan.steps().stream().filter(wanted).map(print).collect(joining(", "));
        return text.isEmpty() ? NOTHING : text;
    }

    static String range(PartitionBounds bounds) {
        RangeBounds range = (RangeBounds) bounds;
        String from = range.from().get(0).sql().replace("'", "");
        String to = range.to().get(0).sql().replace("'", "");
        return isOneDay(from, to) ? from : from + ".." + to;
    }

    private static boolean isOneDay(String from, String to) {
        try {
            return LocalDate.parse(from).plusDays(1).equals(LocalDate.parse(to));
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    /** The table as it is when every step of the plan has been done. */
    static PartitionedTable after(PartitionedTable table, TablePlan plan) {
        List<Partition> partitions = new ArrayList<>(table.partitions());
        for (Step step : plan.steps()) {
            switch (step.kind()) {
                case CLEAN, REMOVE_DEFAULT -> throw new AssertionError(step.kind() + " is not for this test");
                case CREATE, PROMOTE ->
                    partitions.add(new Partition(
                            1_000 + partitions.size(), step.partition(), step.bounds(), false, false, -1, null));
                case FINALIZE, DETACH, DROP, ARCHIVE -> partitions.removeIf(p -> p.oid() == step.partitionOid());
            }
        }
        partitions.sort(Comparator.comparing(Partition::name));
        return new PartitionedTable(table.oid(), table.name(), table.key(), table.keyTypes(), partitions);
    }
}
