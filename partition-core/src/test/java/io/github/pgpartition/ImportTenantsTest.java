package io.github.pgpartition;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.adoption.ImportReport;
import io.github.pgpartition.adoption.OddPartition;
import io.github.pgpartition.policy.DefaultPartition;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Taking over the partitions of tenants, in both forms, whatever they are called. */
class ImportTenantsTest {

    private static final String LOGS = "\"App data\".\"User logs\"";

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);
    private final PartitionManager manager = events.manager();

    @BeforeEach
    void reset() {
        events.reset();
    }

    private void create(String key) {
        db.execute("CREATE TABLE " + LOGS
                + " (id bigint, \"Tenant\" text, at timestamptz, PRIMARY KEY (id, \"Tenant\", at))" + " PARTITION BY "
                + key);
    }

    private void partition(String parent, String name, String bounds) {
        db.execute("CREATE TABLE \"App data\".\"" + name + "\" PARTITION OF " + parent + " " + bounds);
    }

    private List<String> names() {
        return events.table(LOGS)
                .allPartitions()
                .map(p -> p.name().name().value())
                .toList();
    }

    private static OddPartition odd(String name, String reason) {
        return new OddPartition(QualifiedName.of("App data", name), reason);
    }

    @Test
    void tenantsInTheKeyAreRegisteredAndGoOn() {
        create("RANGE (\"Tenant\", at)");
        partition(
                LOGS,
                "user_logs_TENANT1_20260327",
                "FOR VALUES FROM ('TENANT1', '2026-03-27 00:00+00') TO ('TENANT1', '2026-03-28 00:00+00')");
        partition(
                LOGS,
                "user_logs_invalid_format",
                "FOR VALUES FROM ('TENANT1', '2026-03-28 00:00+00') TO ('TENANT1', '2026-03-29 00:00+00')");
        partition(
                LOGS,
                "user_logs_20241231",
                "FOR VALUES FROM ('o''Neill', '2026-03-28 00:00+00') TO ('o''Neill', '2026-03-29 00:00+00')");
        partition(LOGS, "first", "FOR VALUES FROM (MINVALUE, MINVALUE) TO ('A', MINVALUE)");
        partition(LOGS, "endless", "FOR VALUES FROM ('x', MINVALUE) TO ('x', MAXVALUE)");
        partition(LOGS, "rest", "DEFAULT");
        ImportReport report = manager.importExisting(LOGS);
        assertThat(report.policy().interval().text()).isEqualTo("1 day");
        assertThat(report.policy().tenantColumn().orElseThrow().value()).isEqualTo("Tenant");
        assertThat(report.policy().defaultPartition()).isEqualTo(DefaultPartition.KEEP);
        assertThat(report.tenants()).containsExactly("TENANT1", "o'Neill", "x");
        assertThat(report.odd())
                .containsExactly(
                        odd(
                                "first",
                                "it spans several values of \"Tenant\": its keys are respected, and retention never takes it"),
                        odd("endless", "it has no lower end; retention goes by its upper end"),
                        odd(
                                "endless",
                                "it has no upper end: no partition can be made after it, and retention never takes it. Detach it and attach"
                                        + " it again with an end, so that partitions can be made ahead"));
        assertThat(manager.maintain().failures()).isEmpty();
        assertThat(names())
                .contains("User logs_TENANT1_p20260329", "User logs_o'Neill_p20260401")
                .hasSize(6 + 2 * 4);
        assertThat(manager.plan().isEmpty()).isTrue();
    }

    @Test
    void tenantsAboveAreRegisteredAndGoOn() {
        create("LIST (\"Tenant\")");
        partition(LOGS, "of a", "FOR VALUES IN ('a') PARTITION BY RANGE (at)");
        partition(LOGS, "of b and c", "FOR VALUES IN ('b', 'c', NULL) PARTITION BY RANGE (at)");
        partition(LOGS, "plain", "FOR VALUES IN ('d')");
        partition("\"App data\".\"of a\"", "a1", "FOR VALUES FROM ('2026-02-01 00:00+00') TO ('2026-03-01 00:00+00')");
        partition("\"App data\".\"of a\"", "a2", "FOR VALUES FROM ('2026-03-01 00:00+00') TO ('2026-04-01 00:00+00')");
        partition(
                "\"App data\".\"of b and c\"",
                "b1",
                "FOR VALUES FROM ('2026-03-01 00:00+00') TO ('2026-04-01 00:00+00')");
        ImportReport report = manager.importExisting(LOGS);
        assertThat(report.policy().interval().text()).isEqualTo("1 month");
        assertThat(report.tenants()).containsExactly("a", "b", "c");
        assertThat(report.odd())
                .containsExactly(
                        odd("plain", "it is not partitioned by RANGE (\"at\"): nothing is made or retired in it"));
        assertThat(manager.maintain().failures()).isEmpty();
        assertThat(names()).hasSize(6 + 2 * 4);
        assertThat(manager.plan().isEmpty()).isTrue();
    }

    @Test
    void tenantThatWasRemovedIsNotRegisteredByAnotherImport() {
        create("LIST (\"Tenant\")");
        partition(LOGS, "of a", "FOR VALUES IN ('a') PARTITION BY RANGE (at)");
        partition("\"App data\".\"of a\"", "a1", "FOR VALUES FROM ('2026-03-01 00:00+00') TO ('2026-04-01 00:00+00')");
        assertThat(manager.importExisting(LOGS).tenants()).containsExactly("a");
        manager.removeTenant(LOGS, "a");
        assertThat(manager.importExisting(LOGS).tenants()).isEmpty();
    }
}
