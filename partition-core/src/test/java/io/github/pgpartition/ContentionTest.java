package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.maintenance.StepResult.Outcome;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A lock that was not to be had with all attempts is tried once by each later step of the table that needs it. */
class ContentionTest {

    private static final int ALL = 1 + EventsFixture.RETRIES;

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void table() {
        events.reset();
        events.day("2026-03-24");
        events.day("2026-03-25");
    }

    private static List<String> attempts(MaintenanceReport report) {
        return report.results().stream()
                .map(r -> r.step().kind().word() + " " + r.outcome() + " " + r.attempts())
                .toList();
    }

    @Test
    void stepsAfterTheFirstThatWaitedInVainTryOnce() {
        events.createTable("Other", "timestamptz");
        events.manager()
                .manage(policy().premake(2)
                        .retention("2 days")
                        .startAt("2026-03-28")
                        .build());
        events.manager()
                .manage(PartitionPolicy.of("\"App data\".\"Other\"", "1 day")
                        .premake(1)
                        .build());
        try (Session ddl = db.session("LOCK TABLE ONLY " + EVENTS + " IN SHARE UPDATE EXCLUSIVE MODE")) {
            assertThat(ddl.pid()).isPositive();
            assertThat(attempts(events.manager().maintain(EVENTS)))
                    .containsExactly(
                            "create " + Outcome.DEFERRED + " " + ALL,
                            "create " + Outcome.DEFERRED + " 1",
                            "create " + Outcome.DEFERRED + " 1",
                            "detach " + Outcome.DEFERRED + " 1",
                            "detach " + Outcome.DEFERRED + " 1",
                            "drop " + Outcome.SKIPPED + " 0",
                            "drop " + Outcome.SKIPPED + " 0");
            assertThat(attempts(events.manager().maintain("\"App data\".\"Other\"")))
                    .containsOnly("create " + Outcome.DONE + " 1");
        }
        assertThat(events.manager().maintain(EVENTS).dropped()).hasSize(2);
    }
}
