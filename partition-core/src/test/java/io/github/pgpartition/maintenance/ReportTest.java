package io.github.pgpartition.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.StepResult.Outcome;
import io.github.pgpartition.policy.PartitionPolicy;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final Instant NOW = Instant.parse("2026-03-28T12:00:00Z");

    private static MaintenanceReport report() {
        var policy = PartitionPolicy.of("\"App data\".\"Events\"", "1 day")
                .premake(1)
                .retention("2 days")
                .build();
        var steps = MaintenancePlanner.plan(PlanText.days("2026-03-01, 2026-03-28"), policy, NOW)
                .steps();
        return new MaintenanceReport(
                NOW,
                1,
                List.of(
                        new StepResult(PlanText.EVENTS, steps.get(0), Outcome.DONE, "", 1),
                        new StepResult(PlanText.EVENTS, steps.get(1), Outcome.DEFERRED, "pid 7, \"a\\b\"\n", 3),
                        new StepResult(PlanText.EVENTS, steps.get(2), Outcome.SKIPPED, "an earlier step", 0)),
                List.of(new Failure(PlanText.EVENTS, "it failed")),
                List.of(new Finding(PlanText.EVENTS, "it is odd")));
    }

    @Test
    void textSaysEverythingInLines() {
        assertThat(report().toText()).isEqualTo("""
                Maintenance at 2026-03-28T12:00:00Z of 1 table: 1 created, 0 detached, 0 dropped, 0 archived, 1 deferred, 1 failed
                  create partition "App data"."Events_p20260329" of "App data"."Events": premake 1 partitions of 1 day ahead
                  detach partition "App data"."part 1" from "App data"."Events" (deferred): pid 7, "a\\b"

                  drop table "App data"."part 1" (skipped): an earlier step
                  failed: "App data"."Events": it failed
                  note: "App data"."Events": it is odd
                """);
    }

    @Test
    void jsonSaysEverythingToPrograms() {
        String json = report().toJson();
        assertThat(json)
                .startsWith(
                        "{\"now\":\"2026-03-28T12:00:00Z\",\"succeeded\":false,\"tables\":1,"
                                + "\"created\":[\"\\\"App data\\\".\\\"Events_p20260329\\\"\"],\"detached\":[],\"dropped\":[],"
                                + "\"archived\":[],\"steps\":[{\"table\":\"\\\"App data\\\".\\\"Events\\\"\",\"kind\":\"create\",")
                .contains("\"outcome\":\"deferred\"", "\"message\":\"pid 7, \\\"a\\\\b\\\"\\n\",\"attempts\":3")
                .contains("\"failures\":[{")
                .contains("\"message\":\"it failed\"")
                .contains("\"message\":\"it is odd\"");
    }

    @Test
    void deferredIsNoFailure() {
        MaintenanceReport all = report();
        var deferred = new MaintenanceReport(NOW, 1, all.deferred(), List.of(), List.of());
        assertThat(deferred.succeeded()).isTrue();
        assertThat(deferred.deferred()).hasSize(1);
        assertThat(deferred.detached()).isEmpty();
        assertThat(all.succeeded()).isFalse();
    }
}
