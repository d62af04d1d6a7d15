package io.github.pgpartition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code PARTITION BY RANGE (tenant, time)}: go_partman's form. */
class TenantInKeyTest {

    private static final String LOGS = "\"App data\".\"User logs\"";

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void table() {
        events.reset();
        create("text");
    }

    private void create(String type) {
        db.execute(
                "DROP TABLE IF EXISTS " + LOGS,
                "CREATE TABLE " + LOGS + " (id bigint, \"Tenant\" " + type + ", at timestamptz, data jsonb,"
                        + " PRIMARY KEY (id, \"Tenant\", at)) PARTITION BY RANGE (\"Tenant\", at)");
    }

    private static PartitionPolicy.Builder policy() {
        return PartitionPolicy.of(LOGS, "1 day").premake(1).tenantColumn("\"Tenant\"");
    }

    private List<String> partitions() {
        return events.table(LOGS).partitions().stream()
                .map(p -> p.name().name().value() + " " + p.bounds().clause())
                .toList();
    }

    private long rows(String tenant) {
        return db.queryLong("SELECT count(*) FROM " + LOGS + " WHERE \"Tenant\"::text = ?", tenant);
    }

    @Test
    void newTenantHasItsPartitionsWhenAddTenantReturns() {
        PartitionManager manager = events.manager();
        manager.manage(policy().build());
        manager.addTenant(LOGS, "acme");
        assertThat(partitions())
                .containsExactly(
                        "User logs_acme_p20260328 FROM ('acme','2026-03-28 00:00:00+00') TO ('acme','2026-03-29 00:00:00+00')",
                        "User logs_acme_p20260329 FROM ('acme','2026-03-29 00:00:00+00') TO ('acme','2026-03-30 00:00:00+00')");
        db.execute("INSERT INTO " + LOGS
                + " VALUES (1, 'acme', '2026-03-28 12:00+00'), (1, 'acme', '2026-03-29 23:59:59+00')");
        assertThat(rows("acme")).isEqualTo(2);
        assertThat(manager.plan().isEmpty()).isTrue();
    }

    @Test
    void tenantsThatDifferInCaseOnlyAreTwo() {
        PartitionManager manager = events.manager();
        manager.manage(policy().build());
        manager.addTenant(LOGS, "acme");
        manager.addTenant(LOGS, "ACME");
        assertThat(events.table(LOGS).partitions())
                .extracting(p -> p.name().name().value())
                .containsExactly(
                        "User logs_ACME_p20260328",
                        "User logs_ACME_p20260329",
                        "User logs_acme_p20260328",
                        "User logs_acme_p20260329");
    }

    @Test
    void uuidInAnyCaseIsOneTenant() {
        create("uuid");
        PartitionManager manager = events.manager();
        manager.manage(policy().build());
        manager.addTenant(LOGS, "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11");
        manager.addTenant(LOGS, "{a0eebc999c0b4ef8bb6d6bb9bd380a11}", "30 days");
        assertThat(db.queryRows("SELECT tenant, retention FROM pgpartition.managed_tenant"))
                .containsExactly(List.of("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "30 days"));
        assertThat(events.table(LOGS).partitions()).hasSize(2);
        assertThat(manager.plan().isEmpty()).isTrue();
    }

    @Test
    void numberWithZerosInFrontIsTheNumber() {
        create("bigint");
        PartitionManager manager = events.manager();
        manager.manage(policy().build());
        manager.addTenant(LOGS, " 007 ");
        manager.addTenant(LOGS, "-7");
        assertThat(db.queryStrings("SELECT tenant FROM pgpartition.managed_tenant ORDER BY 1"))
                .containsExactly("-7", "7");
        assertThat(manager.plan().isEmpty()).isTrue();
        assertThat(manager.removeTenant(LOGS, "0000000000007")).isTrue();
        assertThat(manager.removeTenant(LOGS, "7")).isFalse();
    }

    @Test
    void namesAndValuesAreQuotedWhateverTheyHold() {
        String odd = "O'Brien \\ \"x\"; {start} DROP TABLE ä";
        PartitionManager manager = events.manager();
        manager.manage(policy().build());
        manager.addTenant(LOGS, odd);
        manager.addTenant(LOGS, "MINVALUE");
        manager.addTenant(LOGS, "");
        assertThat(events.table(LOGS).partitions())
                .extracting(p -> p.name().name().value())
                .contains("User logs_" + odd + "_p20260328", "User logs_MINVALUE_p20260329", "User logs__p20260328");
        db.execute("INSERT INTO " + LOGS
                + " VALUES (1, 'O''Brien \\ \"x\"; {start} DROP TABLE ä', '2026-03-28 12:00+00')");
        assertThat(manager.plan().isEmpty()).isTrue();
    }

    @Test
    void longTenantsKeepNamesApart() {
        PartitionManager manager = events.manager();
        manager.manage(policy().build());
        manager.addTenant(LOGS, "x".repeat(200) + "a");
        manager.addTenant(LOGS, "x".repeat(200) + "b");
        assertThat(events.table(LOGS).partitions())
                .hasSize(4)
                .extracting(p -> p.name().name().value())
                .doesNotHaveDuplicates()
                .allMatch(name -> name.length() == 63 && name.matches("User logs_x+_[0-9a-f]{7}_p2026032[89]"));
    }

    @Test
    void whatIsNoValueOfTheColumnIsRefusedBeforeAnythingIsWritten() {
        create("uuid");
        PartitionManager manager = events.manager();
        manager.manage(policy().build());
        assertThatThrownBy(() -> manager.addTenant(LOGS, "acme"))
                .isInstanceOf(PartitioningException.class)
                .hasMessageStartingWith(
                        "Cannot add tenant 'acme' to \"App data\".\"User logs\": ERROR: Cannot use tenant 'acme' of"
                                + " \"App data\".\"User logs\": invalid input syntax for type uuid: \"acme\".");
        assertThat(db.queryLong("SELECT count(*) FROM pgpartition.managed_tenant"))
                .isZero();
        assertThat(partitions()).isEmpty();
    }

    /** The retention of a tenant, to the microsecond of the upper bound. */
    @Test
    void retentionOfATenantComesBeforeThatOfTheTable() {
        db.execute(
                "CREATE TABLE \"App data\".old PARTITION OF " + LOGS
                        + " FOR VALUES FROM ('table''s', '2026-03-20') TO ('table''s', '2026-03-26 12:00:00.000001+00')",
                "CREATE TABLE \"App data\".older PARTITION OF " + LOGS
                        + " FOR VALUES FROM ('long', '2026-03-20') TO ('long', '2026-03-24 00:00:00+00')");
        PartitionManager manager = events.manager();
        manager.manage(policy().retention("2 days").build());
        manager.addTenant(LOGS, "long", "4 days");
        manager.addTenant(LOGS, "table's");
        MaintenanceReport report = manager.maintain();
        assertThat(report.dropped()).containsExactly(QualifiedName.of("App data", "older"));
        InstantSource later = InstantSource.fixed(EventsFixture.NOW.plusNanos(1_000));
        assertThat(events.builder().clock(later).build().maintain().dropped())
                .containsExactly(QualifiedName.of("App data", "old"));
    }

    /** go_partman's cases 15 and 18: the rows of both tenants go, and so do their partitions; new ones are there. */
    @Test
    void twoTenantsADayLater() {
        PartitionManager manager = events.manager();
        manager.manage(policy().retention("24 hours").build());
        for (String tenant : List.of("TENANT_1", "TENANT_2")) {
            manager.addTenant(LOGS, tenant);
            db.execute("INSERT INTO " + LOGS + " SELECT i, '" + tenant
                    + "', timestamptz '2026-03-28 00:00+00' + i * interval '1 hour' FROM generate_series(1, 10) AS i");
            assertThat(rows(tenant)).isEqualTo(10);
        }
        InstantSource later = InstantSource.fixed(EventsFixture.NOW.plus(Duration.ofHours(37)));
        MaintenanceReport report = events.builder().clock(later).build().maintain();
        assertThat(report.dropped()).hasSize(2);
        assertThat(rows("TENANT_1") + rows("TENANT_2")).isZero();
        assertThat(events.table(LOGS).partitions())
                .extracting(p -> p.name().name().value())
                .containsExactly(
                        "User logs_TENANT_1_p20260329",
                        "User logs_TENANT_1_p20260330",
                        "User logs_TENANT_1_p20260331",
                        "User logs_TENANT_2_p20260329",
                        "User logs_TENANT_2_p20260330",
                        "User logs_TENANT_2_p20260331");
    }

    @Test
    void removedTenantGetsNoMorePartitionsAndItsOldOnesAge() {
        PartitionManager manager = events.manager();
        manager.manage(policy().retention("1 day").build());
        manager.addTenant(LOGS, "acme");
        manager.addTenant(LOGS, "other");
        assertThat(manager.removeTenant(LOGS, "acme")).isTrue();
        InstantSource later = InstantSource.fixed(EventsFixture.NOW.plus(Duration.ofDays(2)));
        MaintenanceReport report = events.builder().clock(later).build().maintain();
        assertThat(report.created())
                .extracting(name -> name.name().value())
                .containsExactly("User logs_other_p20260330", "User logs_other_p20260331");
        assertThat(report.dropped())
                .extracting(name -> name.name().value())
                .containsExactly("User logs_other_p20260328");
        assertThat(report.findings())
                .extracting(Finding::message)
                .containsExactly(
                        "no partitions are made for tenants that have some and are not registered: 'acme'",
                        "1 partition of tenants that are not registered ('acme') is past the retention of the table:"
                                + " \"App data\".\"User logs_acme_p20260328\". A pass drops it from 24 hours after the first that tells"
                                + " so. To keep it, add the tenant again with a retention of its own, or set a hold");
        aDayGoesBy();
        assertThat(events.builder().clock(later).build().maintain().dropped())
                .extracting(name -> name.name().value())
                .containsExactly("User logs_acme_p20260328");
        assertThat(noticesOpen()).isZero();
    }

    /** As if the history was a day older. */
    private static void aDayGoesBy() {
        db.execute("UPDATE pgpartition.history SET done_at = done_at - interval '1 day'");
    }

    private static long noticesOpen() {
        return db.queryLong("SELECT count(*) FROM pgpartition.history WHERE next_action IS NOT NULL");
    }

    /** What only the retention of its own had kept is not lost by its removal. */
    @Test
    void removedTenantThatIsAddedAgainKeepsWhatItHad() {
        PartitionManager manager = events.manager();
        manager.manage(policy().retention("1 day").startAt("2026-03-20").build());
        manager.addTenant(LOGS, "acme", "30 days");
        db.execute("INSERT INTO " + LOGS
                + " VALUES (1, 'acme', '2026-03-20 12:00+00'), (2, 'acme', '2026-03-21 12:00+00')");
        assertThat(manager.maintain().dropped()).isEmpty();
        manager.removeTenant(LOGS, "acme");
        for (int pass = 0; pass < 3; pass++) {
            MaintenanceReport report = manager.maintain();
            assertThat(report.dropped()).isEmpty();
            assertThat(report.findings())
                    .extracting(Finding::message)
                    .anyMatch(m -> m.startsWith("7 partitions of tenants that are not registered ('acme') are past"));
        }
        assertThat(noticesOpen()).isEqualTo(7);
        assertThat(manager.plan().isEmpty()).isTrue();
        manager.addTenant(LOGS, "acme", "30 days");
        assertThat(manager.maintain().findings()).isEmpty();
        assertThat(noticesOpen()).isZero();
        manager.removeTenant(LOGS, "acme");
        aDayGoesBy();
        assertThat(manager.maintain().dropped()).isEmpty();
        assertThat(rows("acme")).isEqualTo(2);
    }

    @Test
    void noticeOfWhatIsNoLongerManagedIsForgotten() {
        PartitionManager manager = events.manager();
        manager.manage(policy().retention("1 day").startAt("2026-03-20").build());
        manager.addTenant(LOGS, "acme", "30 days");
        manager.removeTenant(LOGS, "acme");
        manager.maintain();
        assertThat(noticesOpen()).isEqualTo(7);
        manager.unmanage(LOGS);
        manager.maintain();
        assertThat(noticesOpen()).isZero();
    }

    @Test
    void partitionOfSeveralTenantsIsRespectedAndReported() {
        db.execute("CREATE TABLE \"App data\".wide PARTITION OF " + LOGS
                + " FOR VALUES FROM ('a', MINVALUE) TO ('c', '2026-03-29 00:00+00')");
        PartitionManager manager = events.manager();
        manager.manage(policy().retention("1 day").build());
        for (String tenant : List.of("a", "b", "c", "d")) {
            manager.addTenant(LOGS, tenant);
        }
        assertThat(partitions())
                .containsExactly(
                        "User logs_c_p20260329 FROM ('c','2026-03-29 00:00:00+00') TO ('c','2026-03-30 00:00:00+00')",
                        "User logs_d_p20260328 FROM ('d','2026-03-28 00:00:00+00') TO ('d','2026-03-29 00:00:00+00')",
                        "User logs_d_p20260329 FROM ('d','2026-03-29 00:00:00+00') TO ('d','2026-03-30 00:00:00+00')",
                        "wide FROM ('a',MINVALUE) TO ('c','2026-03-29 00:00:00+00')");
        assertThat(manager.maintain().findings())
                .containsExactly(
                        new Finding(
                                QualifiedName.parse(LOGS),
                                "partition \"App data\".\"wide\" spans several tenants: its keys are respected, and retention never takes it"));
    }

    /** In the order of the collation 'ä' lies between 'a' and 'z'; as text it does not. */
    @Test
    void orderOfTenantsIsThatOfTheServer() {
        db.execute(
                "DROP TABLE " + LOGS,
                "CREATE TABLE " + LOGS + " (\"Tenant\" numeric, at timestamptz) PARTITION BY RANGE (\"Tenant\", at)",
                "CREATE TABLE \"App data\".wide PARTITION OF " + LOGS
                        + " FOR VALUES FROM (9, MINVALUE) TO (100, MINVALUE)");
        PartitionManager manager = events.manager();
        manager.manage(policy().build());
        manager.addTenant(LOGS, "10");
        manager.addTenant(LOGS, "100");
        manager.addTenant(LOGS, "8.99");
        assertThat(events.table(LOGS).partitions())
                .extracting(p -> p.name().name().value())
                .containsExactly(
                        "User logs_100_p20260328",
                        "User logs_100_p20260329",
                        "User logs_8.99_p20260328",
                        "User logs_8.99_p20260329",
                        "wide");
    }

    @Test
    void zoneOfThePolicyCountsForTenants() {
        PartitionManager manager = events.manager();
        manager.manage(policy().timeZone(ZoneId.of("Europe/Berlin")).build());
        manager.addTenant(LOGS, "acme");
        assertThat(partitions())
                .containsExactly(
                        "User logs_acme_p20260328 FROM ('acme','2026-03-27 23:00:00+00') TO ('acme','2026-03-28 23:00:00+00')",
                        "User logs_acme_p20260329 FROM ('acme','2026-03-28 23:00:00+00') TO ('acme','2026-03-29 22:00:00+00')");
    }

    @Test
    void keyThatCountsHasAPresentForEachTenant() {
        db.execute(
                "DROP TABLE " + LOGS,
                "CREATE TABLE " + LOGS + " (\"Tenant\" text, id bigint) PARTITION BY RANGE (\"Tenant\", id)");
        PartitionManager manager = events.manager();
        manager.manage(PartitionPolicy.of(LOGS, "10")
                .premake(1)
                .retention("20")
                .tenantColumn("\"Tenant\"")
                .build());
        manager.addTenant(LOGS, "a");
        manager.addTenant(LOGS, "b", "10");
        db.execute("INSERT INTO " + LOGS + " VALUES ('a', 1), ('b', 19)");
        manager.maintain();
        assertThat(partitions())
                .containsExactly(
                        "User logs_a_p0 FROM ('a','0') TO ('a','10')",
                        "User logs_a_p10 FROM ('a','10') TO ('a','20')",
                        "User logs_b_p0 FROM ('b','0') TO ('b','10')",
                        "User logs_b_p10 FROM ('b','10') TO ('b','20')",
                        "User logs_b_p20 FROM ('b','20') TO ('b','30')");
        db.execute("INSERT INTO " + LOGS + " VALUES ('b', 20)");
        assertThat(manager.maintain().dropped()).containsExactly(QualifiedName.of("App data", "User logs_b_p0"));
    }

    @Test
    void addTenantSaysWhenItsPartitionsCannotBeMade() {
        PartitionManager manager = events.manager();
        manager.manage(policy().build());
        try (Session owner = db.session("LOCK TABLE " + LOGS + " IN SHARE UPDATE EXCLUSIVE MODE")) {
            assertThatThrownBy(() -> manager.addTenant(LOGS, "acme"))
                    .hasMessageStartingWith(
                            "Cannot create partition \"App data\".\"User logs_acme_p20260328\" of \"App data\".\"User logs\": 3"
                                    + " attempts of 100 ms did not get the lock")
                    .hasMessageEndingWith("Tenant 'acme' is registered, and the next pass makes its partitions.");
            owner.execute("ROLLBACK");
        }
        assertThat(manager.maintain().created()).hasSize(2);
    }
}
