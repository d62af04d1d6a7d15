package io.github.pgpartition.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionStrategy;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.policy.LocalTimeKey;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.Tenant;
import io.github.pgpartition.sql.QualifiedName;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for tenants in a key, whatever is there: partitions are cut from one line of (tenant, day), some of one tenant, some of several. */
class LanePropertiesTest {

    private static final List<String> TENANTS = List.of("a", "b", "c", "d");
    private static final int DAYS = 60;
    private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
    private static final LocalTimeKey KEY = new LocalTimeKey(ZoneOffset.UTC, true);

    /** A state of the table, and what is declared for it. */
    record Situation(List<int[]> ranges, List<Tenant> tenants, PartitionPolicy policy, int today) {

        PartitionedTable table() {
            List<Partition> partitions = new ArrayList<>();
            ranges.forEach(r -> partitions.add(new Partition(
                    100 + partitions.size(),
                    QualifiedName.of("App data", "part " + partitions.size()),
                    new RangeBounds(point(r[0]), point(r[1])),
                    false,
                    false,
                    -1,
                    null)));
            return new PartitionedTable(
                    1,
                    PlanText.EVENTS,
                    PartitionKey.columns(PartitionStrategy.RANGE, "t", "At"),
                    List.of("text", "date"),
                    partitions);
        }

        Instant now() {
            return FIRST.plusDays(today).atTime(12, 0).toInstant(ZoneOffset.UTC);
        }

        TablePlan plan(PartitionedTable table) {
            return MaintenancePlanner.plan(
                    TableState.builder(table).tenants(tenants).build(), policy, now());
        }

        PartitionedTable after() {
            return PlanText.after(table(), plan(table()));
        }
    }

    /** A place on the line of all tenants, one after another. */
    private static List<BoundValue> point(int place) {
        return List.of(
                BoundValue.of(TENANTS.get(place / DAYS)),
                BoundValue.of(FIRST.plusDays(place % DAYS).toString()));
    }

    private static boolean holds(Partition partition, String tenant, LocalDate day) {
        RangeBounds range = (RangeBounds) partition.bounds();
        String row = tenant + day;
        return text(range.from()).compareTo(row) <= 0 && row.compareTo(text(range.to())) < 0;
    }

    private static String text(List<BoundValue> bound) {
        return ((BoundValue.Literal) bound.get(0)).text() + ((BoundValue.Literal) bound.get(1)).text();
    }

    @Provide
    Arbitrary<Situation> situations() {
        Arbitrary<List<int[]>> ranges = Combinators.combine(
                        Arbitraries.integers()
                                .between(0, TENANTS.size() * DAYS - 1)
                                .set()
                                .ofMaxSize(16),
                        Arbitraries.integers().between(0, 65_535))
                .as((places, gaps) -> {
                    List<Integer> sorted = List.copyOf(new TreeSet<>(places));
                    List<int[]> all = new ArrayList<>();
                    for (int i = 0; i + 1 < sorted.size(); i++) {
                        if ((gaps >> i & 1) == 0) {
                            all.add(new int[] {sorted.get(i), sorted.get(i + 1)});
                        }
                    }
                    return all;
                });
        Arbitrary<List<Tenant>> tenants = Combinators.combine(
                        Arbitraries.of(TENANTS).set(),
                        Arbitraries.of("", "1 day", "10 days", "1 month").list().ofSize(TENANTS.size()))
                .as((names, retentions) -> names.stream()
                        .map(n -> Tenant.of(n, retentions.get(TENANTS.indexOf(n))))
                        .toList());
        Arbitrary<PartitionPolicy> policies = Combinators.combine(
                        Arbitraries.of("1 day", "1 week", "1 month"),
                        Arbitraries.of("", "3 days", "20 days"),
                        Arbitraries.integers().between(1, 4))
                .as((interval, retention, premake) -> PartitionPolicy.of("\"App data\".\"Events\"", interval)
                        .retention(retention)
                        .premake(premake)
                        .tenantColumn("t")
                        .build());
        return Combinators.combine(
                        ranges, tenants, policies, Arbitraries.integers().between(0, DAYS))
                .as(Situation::new);
    }

    @Property
    void everyRowHasAtMostOnePartition(@ForAll("situations") Situation situation) {
        PartitionedTable after = situation.after();
        for (String tenant : TENANTS) {
            for (int day = -40; day < 2 * DAYS; day++) {
                LocalDate date = FIRST.plusDays(day);
                assertThat(after.partitions().stream().filter(p -> holds(p, tenant, date)))
                        .hasSizeLessThanOrEqualTo(1);
            }
        }
    }

    @Property
    void everyRowOfARegisteredTenantHasOneFromTodayToTheEndOfTheWindow(@ForAll("situations") Situation situation) {
        PartitionedTable after = situation.after();
        KeyPoint end = situation.policy().interval().next(KEY.at(situation.now()), ZoneOffset.UTC);
        for (int i = 0; i < situation.policy().premake(); i++) {
            end = situation.policy().interval().next(end, ZoneOffset.UTC);
        }
        for (Tenant tenant : situation.tenants()) {
            for (LocalDate day = FIRST.plusDays(situation.today());
                    KEY.read(BoundValue.of(day.toString())).compareTo(end) < 0;
                    day = day.plusDays(1)) {
                LocalDate wanted = day;
                assertThat(after.partitions()).anyMatch(p -> holds(p, tenant.value(), wanted));
            }
        }
    }

    @Property
    void planOfThePlannedStateIsEmpty(@ForAll("situations") Situation situation) {
        assertThat(situation.plan(situation.after()).steps()).isEmpty();
    }

    @Property
    void nothingIsMadeForTenantsThatAreNotRegistered(@ForAll("situations") Situation situation) {
        List<String> registered =
                situation.tenants().stream().map(Tenant::value).toList();
        assertThat(situation.plan(situation.table()).steps())
                .filteredOn(s -> s.kind() == StepKind.CREATE)
                .allSatisfy(s -> assertThat(
                                ((RangeBounds) s.bounds()).from().get(0).sql().replace("'", ""))
                        .isIn(registered));
    }

    @Property
    void onlyWhatIsOneTenantsAndOverIsRemoved(@ForAll("situations") Situation situation) {
        for (Step step : situation.plan(situation.table()).steps()) {
            if (step.kind().removes()) {
                RangeBounds range = (RangeBounds) step.bounds();
                assertThat(range.from().get(0)).isEqualTo(range.to().get(0));
                var retention = situation.tenants().stream()
                        .filter(t ->
                                BoundValue.of(t.value()).equals(range.from().get(0)))
                        .findFirst()
                        .flatMap(Tenant::retention)
                        .or(() -> situation.policy().retention());
                assertThat(KEY.read(range.to().get(1)))
                        .isLessThanOrEqualTo(retention.orElseThrow().before(KEY.at(situation.now()), ZoneOffset.UTC));
            }
        }
    }
}
