package io.github.pgpartition;

import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What go_partman's own tests expect of tenants at run time, on its table and with its numbers, as far as it is worth having. */
class GoPartmanCasesTest {

    private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private Instant now = START;
    private final InstantSource clock = () -> now;
    private final PartitionManager manager =
            PartitionManager.builder(db.dataSource()).clock(clock).build();

    @BeforeEach
    void userLogs() {
        db.execute(
                "DROP SCHEMA IF EXISTS test CASCADE",
                "DROP SCHEMA IF EXISTS pgpartition CASCADE",
                "CREATE SCHEMA test",
                "CREATE TABLE test.user_logs (id varchar NOT NULL, project_id varchar NOT NULL, created_at timestamptz NOT NULL"
                        + " DEFAULT now(), data jsonb, PRIMARY KEY (id, project_id, created_at)) PARTITION BY RANGE (project_id, created_at)");
    }

    /** Its count has the current partition in it; premake has not. */
    private void manage(int count, String retention) {
        manager.manage(PartitionPolicy.of("test.user_logs", "1 day")
                .premake(count - 1)
                .retention(retention)
                .tenantColumn("project_id")
                .build());
    }

    private void insert(String tenant, int rows, ChronoUnit apart) {
        for (int i = 0; i < rows; i++) {
            OffsetDateTime at = START.plus(i, apart).atOffset(UTC);
            db.query(
                    "INSERT INTO test.user_logs (id, project_id, created_at) VALUES (?, ?, ?) RETURNING id",
                    row -> row.getString(1),
                    String.valueOf(i),
                    tenant,
                    at);
        }
    }

    private static long rows(String tenant) {
        return db.queryLong("SELECT count(*) FROM test.user_logs WHERE project_id = ?", tenant);
    }

    private static List<String> partitions() {
        return db.queryStrings("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'"
                + " AND relnamespace = 'test'::regnamespace ORDER BY 1");
    }

    /** RegisterTenant: two tables; its rows are gone when they and their day are over. */
    @Test
    void registerTenant() {
        manage(2, "24 hours");
        manager.addTenant("test.user_logs", "tenant1");
        assertThat(partitions()).containsExactly("user_logs_tenant1_p20240101", "user_logs_tenant1_p20240102");
        insert("tenant1", 5, ChronoUnit.MINUTES);
        assertThat(rows("tenant1")).isEqualTo(5);
        now = START.plus(49, ChronoUnit.HOURS);
        manager.maintain();
        assertThat(rows("tenant1")).isZero();
        assertThat(partitions())
                .containsExactly(
                        "user_logs_tenant1_p20240102", "user_logs_tenant1_p20240103", "user_logs_tenant1_p20240104");
    }

    /** RegisterTenantExtended: once more is no error, and makes nothing twice. */
    @Test
    void registerTenantExtended() {
        manage(2, "24 hours");
        manager.addTenant("test.user_logs", "tenant1");
        manager.addTenant("test.user_logs", "tenant1");
        assertThat(partitions()).hasSize(2);
    }

    /** TestMaintainerWithTwoTenants. go_partman drops the day that is not over yet, too. */
    @Test
    void twoTenants() {
        manage(2, "24 hours");
        manager.addTenant("test.user_logs", "TENANT_1");
        manager.addTenant("test.user_logs", "TENANT_2");
        insert("TENANT_1", 10, ChronoUnit.HOURS);
        insert("TENANT_2", 10, ChronoUnit.HOURS);
        manager.maintain();
        assertThat(rows("TENANT_1")).isEqualTo(10);
        assertThat(rows("TENANT_2")).isEqualTo(10);
        now = START.plus(25, ChronoUnit.HOURS);
        manager.maintain();
        assertThat(rows("TENANT_1")).isEqualTo(10);
        now = START.plus(48, ChronoUnit.HOURS);
        manager.maintain();
        assertThat(rows("TENANT_1")).isZero();
        assertThat(rows("TENANT_2")).isZero();
    }

    /** RegisterTenantWithExistingPartitions: those that are there count, under whatever names, and what is past its retention goes. */
    @Test
    void registerTenantWithExistingPartitions() {
        db.execute(
                "CREATE TABLE test.user_logs_TENANT1_20240101 PARTITION OF test.user_logs"
                        + " FOR VALUES FROM ('TENANT1', '2024-01-01 00:00+00') TO ('TENANT1', '2024-01-02 00:00+00')",
                "CREATE TABLE test.user_logs_tenant2_20231201 PARTITION OF test.user_logs"
                        + " FOR VALUES FROM ('TENANT1', '2024-11-01 00:00+00') TO ('TENANT1', '2024-11-02 00:00+00')");
        manage(10, "1 hour");
        manager.addTenant("test.user_logs", "TENANT1");
        manager.maintain();
        assertThat(partitions())
                .hasSize(11)
                .contains("user_logs_tenant1_20240101", "user_logs_tenant2_20231201", "user_logs_TENANT1_p20240102");
    }

    /** TenantIds that go_partman cannot have: hyphens, quotes, a UUID, and names that begin alike. */
    @Test
    void tenantsOfAnyName() {
        manage(2, "24 hours");
        for (String tenant : List.of("a", "a_b", "A", "it's", "6f1c2b9e-8e0c-4d6e-9d53-3f1a5c1f2b10", "%")) {
            manager.addTenant("test.user_logs", tenant);
            insert(tenant, 3, ChronoUnit.HOURS);
            assertThat(rows(tenant)).isEqualTo(3);
        }
        assertThat(partitions()).hasSize(12);
        assertThat(manager.plan().isEmpty()).isTrue();
    }
}
