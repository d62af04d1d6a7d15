package io.github.pgpartition.maintenance;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.model.BoundText;
import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.DefaultBounds;
import io.github.pgpartition.model.ListBounds;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionStrategy;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.Tenant;
import io.github.pgpartition.sql.QualifiedName;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tenants × window × retention × odd partitions. Noon of 2026-03-28; {@code a:28} is that day of tenant a in March. */
class TenantPlanTest {

    private static final Instant NOW = Instant.parse("2026-03-28T12:00:00Z");
    private static final String NOTHING = "-";

    private static PartitionPolicy policy(int premake, @Nullable String retention) {
        var builder = PartitionPolicy.of("\"App data\".\"Events\"", "1 day")
                .premake(premake)
                .tenantColumn("t");
        return (retention == null ? builder : builder.retention(retention)).build();
    }

    /** {@code a} or {@code a=30 days}. */
    private static List<Tenant> tenants(String text) {
        return parts(text)
                .map(t -> t.contains("=")
                        ? Tenant.of(t.substring(0, t.indexOf('=')), t.substring(t.indexOf('=') + 1))
                        : Tenant.of(t, null))
                .toList();
    }

    private static Stream<String> parts(String text) {
        return text.equals(NOTHING) ? Stream.of() : Arrays.stream(text.split(", ", -1));
    }

    private static String day(String number) {
        return LocalDate.of(2026, 3, 1).plusDays(Integer.parseInt(number) - 1L).toString();
    }

    private static Partition partition(int number, PartitionBounds bounds, @Nullable PartitionedTable own) {
        return new Partition(
                100 + number, QualifiedName.of("App data", "part " + number), bounds, false, false, -1, own);
    }

    /** {@code a:28}, {@code a:20..28}, {@code a:MINVALUE..c:28}: the first column of the key is the tenant. */
    private static PartitionedTable inKey(String text) {
        List<Partition> partitions = new ArrayList<>();
        parts(text).forEach(p -> partitions.add(partition(partitions.size(), rangeInKey(p), null)));
        return new PartitionedTable(
                1,
                PlanText.EVENTS,
                PartitionKey.columns(PartitionStrategy.RANGE, "t", "At"),
                List.of("text", "date"),
                partitions);
    }

    private static PartitionBounds rangeInKey(String text) {
        if (text.equals("DEFAULT")) {
            return new DefaultBounds();
        }
        String[] ends = text.split("\\.\\.", -1);
        if (ends.length == 1) {
            String[] one = text.split(":", -1);
            return new RangeBounds(
                    List.of(BoundValue.of(one[0]), BoundValue.of(day(one[1]))),
                    List.of(BoundValue.of(one[0]), BoundValue.of(day(Integer.parseInt(one[1]) + 1 + ""))));
        }
        String tenant = ends[0].substring(0, ends[0].indexOf(':'));
        return new RangeBounds(end(ends[0]), end(ends[1].contains(":") ? ends[1] : tenant + ":" + ends[1]));
    }

    private static List<BoundValue> end(String text) {
        String[] values = text.split(":", -1);
        return List.of(
                BoundText.value(values[0]),
                values[1].matches("\\d+") ? BoundValue.of(day(values[1])) : BoundText.value(values[1]));
    }

    private static String creates(TablePlan plan) {
        return text(plan, s -> s.kind() == StepKind.CREATE);
    }

    private static String removals(TablePlan plan) {
        return text(plan, s -> s.kind() == StepKind.DROP);
    }

    private static String text(TablePlan plan, java.util.function.Predicate<Step> wanted) {
        String text =
                plan.steps().stream().filter(wanted).map(s -> range(s.bounds())).collect(joining(", "));
        return text.isEmpty() ? NOTHING : text;
    }

    private static String range(PartitionBounds bounds) {
        if (bounds instanceof ListBounds list) {
            return "(" + list.values().stream().map(TenantPlanTest::plain).collect(joining(" ")) + ")";
        }
        RangeBounds range = (RangeBounds) bounds;
        String from = range.from().stream().map(TenantPlanTest::plain).collect(joining(":"));
        String to = plain(range.to().get(range.to().size() - 1));
        boolean oneDay = from.matches(".*\\d")
                && to.matches("\\d+")
                && Integer.parseInt(to) == Integer.parseInt(from.replaceAll("^.*:", "")) + 1;
        return oneDay ? from : from + ".." + to;
    }

    private static String plain(BoundValue value) {
        String text = value.sql().replace("'", "");
        return text.matches("2026-\\d\\d-\\d\\d")
                ? Long.toString(
                        LocalDate.of(2026, 2, 28).until(LocalDate.parse(text), java.time.temporal.ChronoUnit.DAYS))
                : text;
    }

    /** A day after a pass has told of whatever there is. */
    private static TablePlan plan(PartitionedTable table, String tenants, int premake, @Nullable String retention) {
        return plan(table, tenants, premake, retention, new Notice(NOW, true));
    }

    private static TablePlan plan(
            PartitionedTable table, String tenants, int premake, @Nullable String retention, @Nullable Notice notice) {
        Map<Long, Notice> notices = notice == null
                ? Map.of()
                : table.allPartitions()
                        .collect(java.util.stream.Collectors.toMap(Partition::oid, p -> notice, (a, b) -> a));
        TableState state = TableState.builder(table)
                .tenants(tenants(tenants))
                .notices(notices)
                .build();
        return MaintenancePlanner.plan(state, policy(premake, retention), NOW);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # tenants | existing                         | premake | created
            -         | -                                | 2       | -
            a         | -                                | 2       | a:28, a:29, a:30
            b, a      | -                                | 1       | a:28, a:29, b:28, b:29
            # each has its own gaps
            a, b      | a:28, b:29                       | 1       | a:29, b:28
            a, b      | a:26, b:28                       | 1       | a:27, a:28, a:29, b:29
            a, b      | a:28, a:29, b:28, b:29           | 1       | -
            # those that are not registered get none
            a         | b:27                             | 1       | a:28, a:29
            -         | b:27                             | 1       | -
            # bounds of another width, open ends
            a         | a:20..29                         | 1       | a:29
            a         | a:MINVALUE..28                   | 1       | a:28, a:29
            a         | a:28..MAXVALUE                   | 1       | -
            a         | a:MINVALUE..MAXVALUE             | 1       | -
            # several tenants in one partition: nothing overlaps it
            a, b, c   | a:28..c:28                       | 1       | c:28, c:29
            a, b, c   | a:29..c:29                       | 1       | a:28, c:29
            a, b, c   | a:MINVALUE..b:MINVALUE           | 1       | b:28, b:29, c:28, c:29
            a, b, c   | b:MINVALUE..MAXVALUE:MAXVALUE    | 1       | a:28, a:29
            a, b, c   | MINVALUE:MINVALUE..b:28          | 1       | b:28, b:29, c:28, c:29
            a, b, c   | MINVALUE:MINVALUE..MAXVALUE:MAXVALUE | 1   | -
            b         | a:28..c:28, b2:28                | 1       | -
            # DEFAULT changes nothing
            a         | DEFAULT                          | 1       | a:28, a:29
            """)
    void createsForEachTenantWhatItLacks(String tenants, String existing, int premake, String created) {
        assertThat(creates(plan(inKey(existing), tenants, premake, null))).isEqualTo(created);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # tenants           | retention | existing                     | dropped
            a                   |           | a:1, b:1                     | -
            a, b                | 5 days    | a:1, a:22, a:23, b:22        | a:1, a:22, b:22
            a=1 day, b          | 5 days    | a:25, a:26, a:27, b:25       | a:25, a:26
            a=30 days, b        | 5 days    | a:1, b:1                     | b:1
            a=1 day, b          |           | a:25, b:1                    | a:25
            # of one that is not registered the table's retention is the measure
            a                   | 5 days    | b:1, b:25, c:22              | b:1, c:22
            a=1 day             |           | b:1                          | -
            # the real upper bound, never more
            a                   | 5 days    | a:1..24, a:24                | -
            a                   | 5 days    | a:MINVALUE..23, a:23..MAXVALUE | a:MINVALUE..23
            # what belongs to several stays
            a, b                | 1 day     | a:1..b:1, b:2                | b:2
            a, b                | 1 day     | MINVALUE:MINVALUE..a:1       | -
            """)
    void retiresForEachTenantWhatIsOver(String tenants, @Nullable String retention, String existing, String dropped) {
        assertThat(removals(plan(inKey(existing), tenants, 1, retention))).isEqualTo(dropped);
    }

    /** {@code a: 27 28} is the list partition of tenant a with two days, {@code a b: 28} one of two tenants, {@code DEFAULT:} the DEFAULT partition. */
    private static PartitionedTable above(String text) {
        List<Partition> partitions = new ArrayList<>();
        parts(text).forEach(p -> {
            String tenants = p.substring(0, p.indexOf(':'));
            PartitionBounds bounds = tenants.equals("DEFAULT")
                    ? new DefaultBounds()
                    : new ListBounds(Arrays.stream(tenants.split(" ", -1))
                            .map(BoundText::value)
                            .toList());
            List<Partition> days = new ArrayList<>();
            for (String day : p.substring(p.indexOf(':') + 1).strip().split(" ", 0)) {
                if (!day.isEmpty()) {
                    days.add(partition(
                            1_000 * partitions.size() + days.size(),
                            RangeBounds.of(day(day), day(Integer.parseInt(day) + 1 + "")),
                            null));
                }
            }
            QualifiedName name = QualifiedName.of("App data", "own " + partitions.size());
            var own = new PartitionedTable(
                    10 + partitions.size(),
                    name,
                    PartitionKey.columns(PartitionStrategy.RANGE, "At"),
                    List.of("date"),
                    days);
            partitions.add(partition(partitions.size(), bounds, own));
        });
        return new PartitionedTable(
                1, PlanText.EVENTS, PartitionKey.columns(PartitionStrategy.LIST, "t"), List.of("text"), partitions);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # tenants      | retention | existing                     | created               | dropped
            a              |           | a:                           | 28, 29                | -
            a              |           | a: 27                        | 28, 29                | -
            a, b           |           | a: 28 29                     | (b)                   | -
            b, c           |           | a: 28                        | (b), (c)              | -
            -              | 5 days    | a: 1 28                      | -                     | 1
            a, b           | 5 days    | a: 1 28 29, b: 22 23 28 29   | 24, 25, 26, 27        | 1, 22
            # a partition of several: the longest retention counts, and one that is registered is enough to go on
            a=1 day, b     | 5 days    | a b: 22 25 28                | 26, 27, 29            | 22
            a=1 day        | 5 days    | a b: 22 25 28                | 26, 27, 29            | 22
            a=1 day        |           | a b: 1                       | 2..28, 29             | -
            a=1 day        | 5 days    | a NULL: 22 23 28             | 24, 25, 26, 27, 29    | 22
            a=1 day        | 5 days    | a: 22 25 28                  | 29                    | 22, 25
            # DEFAULT by time is the lane of all others
            -              | 5 days    | DEFAULT: 1 28                | 29                    | 1
            a              | 5 days    | DEFAULT: 28 29, a: 28        | 29                    | -
            """)
    void looksAfterTheTableOfEachTenant(
            String tenants, @Nullable String retention, String existing, String created, String dropped) {
        TablePlan plan = plan(above(existing), tenants, 1, retention);
        assertThat(creates(plan).replaceAll("^2, 3, .*, 27, 28, ", "2..28, ")).isEqualTo(created);
        assertThat(removals(plan)).isEqualTo(dropped);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # tenants      | existing        | dropped | waiting
            a              | a:1, b:1        | a:1     | b:1
            -              | a:1, b:1, b:28  | -       | a:1, b:1
            a=30 days      | a:1, b:25       | -       | -
            """)
    void tellsFirstWhatItWouldDropOfTenantsThatAreNotRegistered(
            String tenants, String existing, String dropped, String waiting) {
        TablePlan plan = plan(inKey(existing), tenants, 1, "5 days", null);
        assertThat(removals(plan)).isEqualTo(dropped);
        assertThat(
                        plan.waiting().isEmpty()
                                ? NOTHING
                                : plan.waiting().stream()
                                        .map(w -> range(w.partition().bounds()))
                                        .collect(joining(", ")))
                .isEqualTo(waiting);
    }

    @Test
    void partitionThatHasARegisteredTenantToo() {
        TablePlan plan = plan(above("a b: 1 28 29"), "a", 1, "5 days", new Notice(NOW, false));
        assertThat(removals(plan)).isEqualTo(NOTHING);
        assertThat(plan.findings())
                .extracting(Finding::message)
                .containsExactly(
                        "1 partition of tenants that are not registered ('b') is past the retention of the table:"
                                + " \"App data\".\"part 0\". A pass drops it after " + NOW
                                + ". To keep it, add the tenant again with a retention of its own, or set a hold");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # order of the server | created
            a=1, b=2, B=3, c=4    | a:28, a:29
            a=1, b=1, B=2, c=3    | -
            B=1, a=2, b=3, c=4    | a:28, a:29, B:28, B:29
            """)
    void asksTheServerForTheOrder(String order, String created) {
        Map<String, Integer> ranks = parts(order)
                .collect(java.util.stream.Collectors.toMap(
                        t -> t.substring(0, 1), t -> Integer.valueOf(t.substring(2))));
        TableState state = TableState.builder(inKey("b:MINVALUE..c:MINVALUE"))
                .tenants(tenants("a, B"))
                .tenantRanks(ranks)
                .build();
        List<String> steps = MaintenancePlanner.plan(state, policy(1, null), NOW).steps().stream()
                .map(s -> range(s.bounds()))
                .sorted(String.CASE_INSENSITIVE_ORDER)
                .toList();
        assertThat(steps.isEmpty() ? NOTHING : String.join(", ", steps)).isEqualTo(created);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # highest keys | created
            -              | a:0..10, a:10..20, b:0..10, b:10..20
            a=25           | a:20..30, a:30..40, b:0..10, b:10..20
            a=25, b=9      | a:20..30, a:30..40, b:0..10, b:10..20
            """)
    void keyThatCountsHasAPresentForEachTenant(String highest, String created) {
        Map<String, KeyPoint> keys = parts(highest)
                .collect(java.util.stream.Collectors.toMap(
                        t -> t.substring(0, 1), t -> KeyPoint.of(Long.parseLong(t.substring(2)))));
        var table = new PartitionedTable(
                1,
                PlanText.EVENTS,
                PartitionKey.columns(PartitionStrategy.RANGE, "t", "id"),
                List.of("text", "bigint"),
                List.of());
        var policy = PartitionPolicy.of("\"App data\".\"Events\"", "10")
                .premake(1)
                .tenantColumn("t")
                .build();
        TableState state = TableState.builder(table)
                .tenants(tenants("a, b"))
                .highestKeys(keys)
                .build();
        assertThat(creates(MaintenancePlanner.plan(state, policy, NOW))).isEqualTo(created);
    }
}
