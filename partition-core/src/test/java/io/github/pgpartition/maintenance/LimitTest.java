package io.github.pgpartition.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.policy.PartitionPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many partitions are made at once. */
class LimitTest {

    private static final String TABLE = "\"App data\".\"Events\"";
    private static final Instant NOW = Instant.parse("2026-03-28T12:00:00Z");

    private static PartitionPolicy policy(String interval, String startAt) {
        return PartitionPolicy.of(TABLE, interval).startAt(startAt).premake(2).build();
    }

    private static TablePlan plan(PartitionedTable table, PartitionPolicy policy) {
        return MaintenancePlanner.plan(table, policy, NOW);
    }

    @ParameterizedTest
    @CsvSource({
        "15 minutes, 1970-01-01, 1971891",
        "1 hour, 2026-02-01, 1335",
        "1 day, 2023-07-03, 1002",
        "1 month, 1900-01-01, 1515"
    })
    void declarationOfMoreIsRefusedWithTheNumberAndTheFix(String interval, String startAt, long atLeast) {
        PartitionedTable table = PlanText.days("-");
        assertThatThrownBy(() -> PolicyCheck.checkAt(NOW, policy(interval, startAt), timestamps(table), List.of()))
                .hasMessageMatching("Cannot manage \"App data\".\"Events\": \\d+ partitions of " + interval
                        + " are missing, and 1000 are the most that are made at once. Set startAt to a later time, the"
                        + " interval to a wider one, or premake lower\\.")
                .satisfies(e -> assertThat(Long.parseLong(
                                String.valueOf(e.getMessage()).replaceAll("\\D*(\\d+) partitions.*", "$1")))
                        .isBetween(atLeast - 40, atLeast + 40));
    }

    private static PartitionedTable timestamps(PartitionedTable table) {
        return new PartitionedTable(
                table.oid(), table.name(), table.key(), List.of("timestamp without time zone"), table.partitions());
    }

    @ParameterizedTest
    @CsvSource({"1 day, 2023-07-05", "1 month, 1950-01-01", "1 hour, 2026-02-20"})
    void declarationOfAsManyIsNot(String interval, String startAt) {
        PolicyCheck.checkAt(NOW, policy(interval, startAt), timestamps(PlanText.days("-")), List.of());
    }

    @Test
    void whatIsThereIsNotMissing() {
        PartitionedTable table = PlanText.days("2000-01-01..2026-03-27");
        PolicyCheck.checkAt(NOW, policy("1 day", "2000-01-01"), table, List.of());
        PolicyCheck.checkAt(
                NOW,
                PartitionPolicy.of(TABLE, "1 day")
                        .startAt("1990-01-01")
                        .retention("30 days")
                        .build(),
                PlanText.days("-"),
                List.of());
    }

    @Test
    void moreThanAThousandAheadAreRefused() {
        assertThatThrownBy(() ->
                        PartitionPolicy.of(TABLE, "1 day").premake(1_000_000).build())
                .hasMessageContaining("premake is 1000000, and more than 1000 partitions ahead serve nobody."
                        + " Give fewer, or a wider interval.");
    }

    @Test
    void passMakesTheLastThousandAndSaysSoAndTheNextOneGoesOn() {
        PartitionPolicy policy = policy("1 day", "2022-01-01");
        TablePlan first = plan(PlanText.days("-"), policy);
        assertThat(first.steps()).hasSize(1_000);
        assertThat(first.findings())
                .extracting(Finding::message)
                .containsExactly(
                        "more than 1000 partitions are missing; this pass makes the last 1000 of them, and the next"
                                + " one goes on. If so many are not wanted, set startAt to a later time or the interval to a wider one");
        assertThat(first.steps().get(999).bounds()).isEqualTo(RangeBounds.of("2026-03-30", "2026-03-31"));
        TablePlan second = plan(made(first), policy);
        assertThat(second.findings()).isEmpty();
        assertThat(second.steps()).hasSize(1_550 - 1_000);
        assertThat(second.steps().get(0).bounds()).isEqualTo(RangeBounds.of("2022-01-01", "2022-01-02"));
        List<Step> both = new ArrayList<>(first.steps());
        both.addAll(second.steps());
        assertThat(plan(made(new TablePlan(first.table(), 1, both, List.of())), policy)
                        .steps())
                .isEmpty();
    }

    private static PartitionedTable made(TablePlan plan) {
        List<Partition> partitions = new ArrayList<>();
        for (Step step : plan.steps()) {
            partitions.add(
                    new Partition(1_000 + partitions.size(), step.partition(), step.bounds(), false, false, -1, null));
        }
        return PlanText.table("date", partitions);
    }

    @Test
    void stretchOfMillionsTakesNoLongerThanOneOfAThousand() {
        PartitionPolicy policy = policy("1 minute", "0001-01-01");
        TablePlan plan = plan(timestamps(PlanText.days("-")), policy);
        assertThat(plan.steps()).hasSize(1_000);
        assertThat(plan.findings()).hasSize(1);
    }
}
