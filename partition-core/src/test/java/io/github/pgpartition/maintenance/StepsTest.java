package io.github.pgpartition.maintenance;

import static io.github.pgpartition.maintenance.PlanText.EVENTS;
import static io.github.pgpartition.maintenance.PlanText.creates;
import static io.github.pgpartition.maintenance.PlanText.days;
import static io.github.pgpartition.maintenance.PlanText.findings;
import static io.github.pgpartition.maintenance.PlanText.removals;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.RetentionAction;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepsTest {

    private static final Instant NOW = Instant.parse("2026-03-28T12:00:00Z");

    private static PartitionPolicy.Builder policy() {
        return PartitionPolicy.of("\"App data\".\"Events\"", "1 day").premake(1).retention("2 days");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # version | existing            | how
            14        | 2026-03-01          | ALTER TABLE "App data"."Events" DETACH PARTITION "App data"."part 1" CONCURRENTLY;
            18        | 2026-03-01          | ALTER TABLE "App data"."Events" DETACH PARTITION "App data"."part 1" CONCURRENTLY;
            13        | 2026-03-01          | ALTER TABLE "App data"."Events" DETACH PARTITION "App data"."part 1";
            14        | 2026-03-01, DEFAULT | ALTER TABLE "App data"."Events" DETACH PARTITION "App data"."part 1";
            14        | 2026-03-01!         | ALTER TABLE "App data"."Events" DETACH PARTITION "App data"."part 1" FINALIZE;
            """)
    void detachesConcurrentlyWherePostgresqlCan(int version, String existing, String how) {
        var state = TableState.builder(days(existing)).majorVersion(version).build();
        var steps = MaintenancePlanner.plan(state, policy().build(), NOW).steps().stream()
                .filter(s -> s.kind().removes())
                .map(s -> s.operation().sql())
                .toList();
        assertThat(steps).containsExactly(how, "DROP TABLE \"App data\".\"part 1\";");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # existing               | removed
            2026-03-01!              | finalize 2026-03-01, drop 2026-03-01
            2026-03-01!, 2026-03-02  | finalize 2026-03-01, drop 2026-03-01, detach 2026-03-02, drop 2026-03-02
            # detached by somebody's hand: finished, and not dropped, as it is not old
            2026-03-28!, 2026-03-29  | finalize 2026-03-28
            """)
    void finalizesInterruptedDetachFirst(String existing, String removed) {
        TablePlan plan = MaintenancePlanner.plan(days(existing), policy().build(), NOW);
        assertThat(removals(plan)).isEqualTo(removed);
        assertThat(plan.steps().get(0).kind()).isEqualTo(StepKind.FINALIZE);
        assertThat(plan.steps().get(0).reason())
                .isEqualTo("its detach was interrupted: its rows are hidden and inserts into its range are refused");
    }

    @Test
    void createsBeforeItRemoves() {
        TablePlan plan = MaintenancePlanner.plan(days("2026-03-01, 2026-03-27"), policy().build(), NOW);
        assertThat(plan.steps())
                .extracting(Step::kind)
                .containsExactly(StepKind.CREATE, StepKind.CREATE, StepKind.DETACH, StepKind.DROP);
        assertThat(creates(plan)).isEqualTo("2026-03-28, 2026-03-29");
    }

    @Test
    void leavesDetachedTableWhereTheActionIsDetach() {
        var policy = policy().retentionAction(RetentionAction.DETACH).build();
        assertThat(removals(MaintenancePlanner.plan(days("2026-03-01"), policy, NOW)))
                .isEqualTo("detach 2026-03-01");
    }

    @Test
    void movesDetachedTableWhereTheActionIsArchive() {
        var policy = policy().retentionAction(RetentionAction.ARCHIVE)
                .retentionSchema("\"Old data\"")
                .build();
        TablePlan plan = MaintenancePlanner.plan(days("2026-03-01"), policy, NOW);
        assertThat(removals(plan)).isEqualTo("detach 2026-03-01, archive 2026-03-01");
        assertThat(plan.steps().get(plan.steps().size() - 1).operation().sql())
                .isEqualTo("ALTER TABLE \"App data\".\"part 1\" SET SCHEMA \"Old data\";");
    }

    @Test
    void saysWhy() {
        var reasons = MaintenancePlanner.plan(days("2026-03-01, 2026-03-27"), policy().build(), NOW).steps().stream()
                .map(Step::reason)
                .toList();
        String over = "its upper bound '2026-03-02' is at or before the cutoff '2026-03-26' (retention 2 days)";
        assertThat(reasons)
                .containsExactly(
                        "no partition takes these keys yet", "premake 1 partitions of 1 day ahead", over, over);
    }

    @Test
    void leavesPausedTableAloneAndSaysSo() {
        TablePlan plan = MaintenancePlanner.plan(
                days("2026-03-01"), policy().paused(true).build(), NOW);
        assertThat(plan.steps()).isEmpty();
        assertThat(findings(plan)).containsExactly("maintenance is paused; unset paused to go on");
    }

    @Test
    void namesPartitionAfterTableAndStart() {
        assertThat(MaintenancePlanner.plan(days("-"), policy().build(), NOW).steps())
                .extracting(Step::partition)
                .containsExactly(
                        QualifiedName.of("App data", "Events_p20260328"),
                        QualifiedName.of("App data", "Events_p20260329"));
    }

    @Test
    void takesAnotherNameWhereSomethingElseHasTheWantedOne() {
        var state = TableState.builder(days("-"))
                .takenNames(Set.of(Identifier.of("Events_p20260329"), Identifier.of("Events_p20260329_2")))
                .build();
        TablePlan plan = MaintenancePlanner.plan(state, policy().build(), NOW);
        assertThat(plan.steps())
                .extracting(Step::partition)
                .containsExactly(
                        QualifiedName.of("App data", "Events_p20260328"),
                        QualifiedName.of("App data", "Events_p20260329_3"));
        assertThat(plan.findings())
                .containsExactly(new Finding(
                        EVENTS,
                        "the name \"App data\".\"Events_p20260329\" is taken by something else, so the partition"
                                + " from '2026-03-29' is called \"Events_p20260329_3\""));
    }

    @Test
    void twoPartitionsThatBeginOnOneDayHaveTwoNames() {
        var policy = PartitionPolicy.of("\"App data\".\"Events\"", "1 day")
                .premake(1)
                .build();
        var table = PlanText.table(
                "timestamp without time zone",
                "2026-03-28 00:00:00..2026-03-28 01:00:00, 2026-03-28 02:00:00..2026-03-28 03:00:00");
        assertThat(MaintenancePlanner.plan(table, policy, NOW).steps())
                .extracting(s -> s.partition().name().value())
                .containsExactly("Events_p20260328", "Events_p20260328_2", "Events_p20260329");
    }
}
