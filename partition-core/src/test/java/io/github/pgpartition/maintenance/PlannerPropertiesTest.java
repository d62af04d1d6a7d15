package io.github.pgpartition.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.policy.KeyEncoding;
import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.policy.KeyRange;
import io.github.pgpartition.policy.PartitionPolicy;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every state, policy and moment. */
class PlannerPropertiesTest {

    private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);

    /** A state of the table, and what is declared for it. */
    record Situation(String partitions, PartitionPolicy policy, Instant now) {

        PartitionedTable table() {
            return PlanText.days(partitions);
        }

        TablePlan plan() {
            return plan(table());
        }

        TablePlan plan(PartitionedTable table) {
            return MaintenancePlanner.plan(table, policy, now);
        }

        KeyEncoding key() {
            return KeyEncoding.of("date", policy);
        }

        KeyPoint point() {
            return key().at(now);
        }
    }

    @Provide
    Arbitrary<Situation> situations() {
        return Combinators.combine(partitions(), policies(), moments()).as(Situation::new);
    }

    /** Ranges of any width, with and without gaps between them. */
    private static Arbitrary<String> partitions() {
        return Arbitraries.integers()
                .between(0, 150)
                .set()
                .ofMaxSize(12)
                .flatMap(days -> Arbitraries.integers()
                        .between(0, 4_095)
                        .map(gaps -> text(List.copyOf(new TreeSet<>(days)), gaps)));
    }

    private static String text(List<Integer> boundaries, int gaps) {
        List<String> ranges = new ArrayList<>();
        for (int i = 0; i + 1 < boundaries.size(); i++) {
            if ((gaps >> i & 1) == 0) {
                ranges.add(FIRST.plusDays(boundaries.get(i)) + ".." + FIRST.plusDays(boundaries.get(i + 1)));
            }
        }
        return ranges.isEmpty() ? "-" : String.join(", ", ranges);
    }

    private static Arbitrary<PartitionPolicy> policies() {
        Arbitrary<String> intervals = Arbitraries.of("1 day", "10 days", "1 week", "1 month", "3 months");
        Arbitrary<String> retentions = Arbitraries.of("", "1 day", "36 hours", "10 days", "1 month", "2 months");
        Arbitrary<String> holds = Arbitraries.of("", "2026-02-10..2026-02-20");
        Arbitrary<String> starts = Arbitraries.of("", "2026-01-15");
        Arbitrary<ZoneId> zones =
                Arbitraries.of("UTC", "Europe/Berlin", "Pacific/Chatham").map(ZoneId::of);
        return Combinators.combine(intervals, Arbitraries.integers().between(1, 5), retentions, holds, starts, zones)
                .as((interval, premake, retention, hold, start, zone) -> PartitionPolicy.of(
                                "\"App data\".\"Events\"", interval)
                        .premake(premake)
                        .retention(retention)
                        .hold(hold)
                        .startAt(start)
                        .timeZone(zone)
                        .build());
    }

    private static Arbitrary<Instant> moments() {
        return Arbitraries.integers()
                .between(0, 200 * 24 * 60)
                .map(minutes -> Instant.parse("2026-01-01T00:00:00Z").plusSeconds(60L * minutes));
    }

    private static List<KeyRange> ranges(PartitionedTable table, KeyEncoding key) {
        return table.partitions().stream()
                .map(p -> key.range((RangeBounds) p.bounds()))
                .sorted(Comparator.comparing(KeyRange::from))
                .toList();
    }

    @Property
    void boundsAreDisjoint(@ForAll("situations") Situation situation) {
        List<KeyRange> ranges = ranges(PlanText.after(situation.table(), situation.plan()), situation.key());
        for (int i = 0; i + 1 < ranges.size(); i++) {
            assertThat(ranges.get(i).to()).isLessThanOrEqualTo(ranges.get(i + 1).from());
        }
    }

    @Property
    void everyKeyFromNowToTheEndOfTheWindowHasAPartition(@ForAll("situations") Situation situation) {
        PartitionPolicy policy = situation.policy();
        KeyPoint end = policy.interval().next(situation.point(), situation.key().axisZone());
        for (int i = 0; i < policy.premake(); i++) {
            end = policy.interval().next(end, situation.key().axisZone());
        }
        assertThat(coveredUntil(PlanText.after(situation.table(), situation.plan()), situation))
                .isGreaterThanOrEqualTo(end);
    }

    /** From now on, without a gap. */
    private static KeyPoint coveredUntil(PartitionedTable table, Situation situation) {
        KeyPoint covered = situation.point();
        for (KeyRange range : ranges(table, situation.key())) {
            if (range.contains(covered)) {
                covered = range.to();
            }
        }
        return covered;
    }

    @Property
    void planOfThePlannedStateIsEmpty(@ForAll("situations") Situation situation) {
        PartitionedTable after = PlanText.after(situation.table(), situation.plan());
        assertThat(situation.plan(after).steps()).isEmpty();
    }

    private static Set<Partition> kept(PartitionedTable table, Situation situation) {
        return table.partitions().stream()
                .filter(situation.table().partitions()::contains)
                .collect(Collectors.toSet());
    }

    /** Steps that are deferred, fail or are done in another order: the passes after that end in the same state. */
    @Property
    void theOrderOfPassesDoesNotMatter(@ForAll("situations") Situation situation, @ForAll long seed) {
        PartitionedTable atOnce = PlanText.after(situation.table(), situation.plan());
        Random random = new Random(seed);
        PartitionedTable table = situation.table();
        for (int pass = 0; pass < 3; pass++) {
            List<Step> steps = new ArrayList<>(situation.plan(table).steps());
            Collections.shuffle(steps, random);
            List<Step> done = pass == 2 ? steps : steps.subList(0, random.nextInt(steps.size() + 1));
            table = PlanText.after(table, new TablePlan(table.name(), table.oid(), done, List.of()));
        }
        assertThat(coveredUntil(table, situation)).isEqualTo(coveredUntil(atOnce, situation));
        assertThat(kept(table, situation)).isEqualTo(kept(atOnce, situation));
        assertThat(situation.plan(table).steps()).isEmpty();
    }

    @Property
    void nothingIsRemovedBeforeItsTime(@ForAll("situations") Situation situation) {
        KeyEncoding key = situation.key();
        for (Step step : situation.plan().steps()) {
            if (step.kind().removes()) {
                KeyRange range = key.range((RangeBounds) step.bounds());
                KeyPoint cutoff =
                        situation.policy().retention().orElseThrow().before(situation.point(), key.axisZone());
                assertThat(range.to()).isLessThanOrEqualTo(cutoff);
                assertThat(situation.policy().holds())
                        .noneMatch(h -> h.range(key).overlaps(range));
            }
        }
    }

    @Property
    void newNamesAreNew(@ForAll("situations") Situation situation) {
        PartitionedTable after = PlanText.after(situation.table(), situation.plan());
        assertThat(after.partitions().stream().map(p -> p.name()).collect(Collectors.toSet()))
                .hasSameSizeAs(after.partitions());
    }

    @Property
    void planDependsOnNothingElse(@ForAll("situations") Situation situation) {
        assertThat(situation.plan()).isEqualTo(situation.plan());
    }
}
