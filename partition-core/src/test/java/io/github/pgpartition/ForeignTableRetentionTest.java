package io.github.pgpartition;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.RetentionAction;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Old partitions that are foreign tables: LOCK and DROP TABLE are refused on them. */
class ForeignTableRetentionTest {

    private static final String LOGS = "\"App data\".\"Logs\"";
    private static final QualifiedName OLD = QualifiedName.of("App data", "Logs old");

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void table() {
        events.reset();
        db.execute(
                "DROP FOREIGN DATA WRAPPER IF EXISTS nowhere CASCADE",
                "CREATE FOREIGN DATA WRAPPER nowhere",
                "CREATE SERVER nowhere FOREIGN DATA WRAPPER nowhere",
                "CREATE TABLE " + LOGS + " (\"At\" timestamptz NOT NULL) PARTITION BY RANGE (\"At\")",
                "CREATE FOREIGN TABLE " + OLD.sql() + " PARTITION OF " + LOGS
                        + " FOR VALUES FROM ('2026-03-25 00:00+00') TO ('2026-03-26 00:00+00') SERVER nowhere");
    }

    private static PartitionPolicy.Builder policy() {
        return PartitionPolicy.of(LOGS, "1 day").premake(1).retention("2 days");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isDetachedAndDroppedAsAForeignTable(boolean plainly) {
        if (plainly) {
            db.execute("CREATE TABLE \"App data\".\"Logs default\" PARTITION OF " + LOGS + " DEFAULT");
        }
        events.manager().manage(policy().build());
        assertThat(events.manager().plan().toSql()).contains("DROP FOREIGN TABLE " + OLD.sql() + ";");
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.failures()).isEmpty();
        assertThat(report.dropped()).containsExactly(OLD);
        assertThat(events.exists(OLD)).isFalse();
    }

    @Test
    void isArchived() {
        db.execute("DROP SCHEMA IF EXISTS \"Old data\" CASCADE", "CREATE SCHEMA \"Old data\"");
        events.manager()
                .manage(policy().retentionAction(RetentionAction.ARCHIVE)
                        .retentionSchema("\"Old data\"")
                        .build());
        assertThat(events.manager().maintain().archived()).containsExactly(OLD);
        assertThat(events.exists(QualifiedName.of("Old data", "Logs old"))).isTrue();
    }
}
