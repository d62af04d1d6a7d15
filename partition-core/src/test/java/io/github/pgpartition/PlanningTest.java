package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.MaintenancePlan;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PlanningTest {

    private static final String SCRIPT = """
            -- Maintenance at 2026-03-28T12:00:00Z

            -- create partition "App data"."Events_p20260328" of "App data"."Events"
            -- why: no partition takes these keys yet
            BEGIN;
            -- locks: ACCESS SHARE on "App data"."Events"
            CREATE TABLE "App data"."Events_p20260328" (LIKE "App data"."Events" INCLUDING ALL EXCLUDING INDEXES EXCLUDING IDENTITY);
            -- locks: ACCESS EXCLUSIVE on "App data"."Events_p20260328", SHARE UPDATE EXCLUSIVE on "App data"."Events"
            ALTER TABLE "App data"."Events" ATTACH PARTITION "App data"."Events_p20260328" FOR VALUES FROM ('2026-03-28 00:00:00+00') TO ('2026-03-29 00:00:00+00');
            COMMIT;

            -- create partition "App data"."Events_p20260329" of "App data"."Events"
            -- why: premake 1 partitions of 1 day ahead
            BEGIN;
            -- locks: ACCESS SHARE on "App data"."Events"
            CREATE TABLE "App data"."Events_p20260329" (LIKE "App data"."Events" INCLUDING ALL EXCLUDING INDEXES EXCLUDING IDENTITY);
            -- locks: ACCESS EXCLUSIVE on "App data"."Events_p20260329", SHARE UPDATE EXCLUSIVE on "App data"."Events"
            ALTER TABLE "App data"."Events" ATTACH PARTITION "App data"."Events_p20260329" FOR VALUES FROM ('2026-03-29 00:00:00+00') TO ('2026-03-30 00:00:00+00');
            COMMIT;

            -- detach partition "App data"."Events_2026-03-25" from "App data"."Events"
            -- why: its upper bound '2026-03-26 00:00:00+00' is at or before the cutoff '2026-03-27 12:00:00+00' (retention 1 day)
            -- locks: SHARE UPDATE EXCLUSIVE on "App data"."Events", ACCESS EXCLUSIVE on "App data"."Events_2026-03-25"
            ALTER TABLE "App data"."Events" DETACH PARTITION "App data"."Events_2026-03-25" CONCURRENTLY;

            -- drop table "App data"."Events_2026-03-25"
            -- why: its upper bound '2026-03-26 00:00:00+00' is at or before the cutoff '2026-03-27 12:00:00+00' (retention 1 day)
            -- locks: ACCESS EXCLUSIVE on "App data"."Events_2026-03-25"
            DROP TABLE "App data"."Events_2026-03-25";
            """;

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void table() {
        events.reset();
        events.day("2026-03-25");
        events.day("2026-03-27");
        events.manager().manage(policy().retention("1 day").build());
    }

    private List<String> catalog() {
        return db.queryStrings("SELECT oid || ' ' || relname || ' ' || xmin FROM pg_class ORDER BY oid");
    }

    @Test
    void planIsAScriptWithReasonsAndLocks() {
        assertThat(events.manager().plan().toSql()).isEqualTo(SCRIPT);
    }

    @Test
    void planChangesNothing() {
        List<String> before = catalog();
        events.manager().plan();
        assertThat(catalog()).isEqualTo(before);
        assertThat(db.queryLong("SELECT count(*) FROM pgpartition.history")).isZero();
    }

    @Test
    void planRunByHandDoesWhatThePassDoes() {
        MaintenancePlan plan = events.manager().plan();
        db.execute(plan.toSql().split(";\n", -1));
        List<String> byHand = events.partitions();
        assertThat(events.manager().plan().toSql())
                .isEqualTo("-- Maintenance at 2026-03-28T12:00:00Z: nothing to do\n");
        table();
        events.manager().maintain();
        assertThat(events.partitions()).isEqualTo(byHand);
    }
}
