package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.made;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.Failure;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The server prints a key that holds an expression under a lock on its table. */
class ExpressionKeyTest {

    private static final String MORE = "\"App data\".\"More\"";
    private static final String BELOW = "\"App data\".\"More below\"";

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void tables() {
        events.reset();
        events.createTable("More", "timestamptz");
        db.execute(
                "ALTER TABLE " + MORE + " DROP CONSTRAINT \"More_pkey\"",
                "CREATE TABLE " + BELOW + " PARTITION OF " + MORE
                        + " FOR VALUES FROM ('2026-03-28 00:00+00') TO ('2026-03-29 00:00+00')"
                        + " PARTITION BY LIST ((\"Id\" % 2))");
        events.manager().manage(policy().build());
        events.manager()
                .manage(io.github.pgpartition.policy.PartitionPolicy.of(MORE, "1 day")
                        .premake(1)
                        .build());
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void tableThatIsLockedStopsNoOther() {
        try (Session ddl = db.session("LOCK TABLE " + BELOW + " IN ACCESS EXCLUSIVE MODE")) {
            MaintenanceReport report = events.manager().maintain();
            assertThat(report.created()).containsExactly(made("20260328"), made("20260329"));
            assertThat(report.failures())
                    .singleElement()
                    .extracting(Failure::message)
                    .asString()
                    .startsWith("Cannot read the partition key of " + BELOW
                            + ": it holds an expression, and 3 attempts of 100 ms did not get the lock; in the way: pid "
                            + ddl.pid())
                    .endsWith(". The next pass tries again; to go on now, end that session or raise lockTimeout.");
        }
        assertThat(events.manager().maintain().failures()).isEmpty();
        assertThat(events.table(MORE).partitions()).hasSize(2);
        assertThat(events.table(EVENTS).partitions()).hasSize(2);
    }
}
