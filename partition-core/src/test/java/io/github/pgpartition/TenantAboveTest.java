package io.github.pgpartition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code PARTITION BY LIST (tenant)}, and below each tenant {@code PARTITION BY RANGE (time)}. */
class TenantAboveTest {

    private static final String LOGS = "\"App data\".\"User logs\"";

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void table() {
        events.reset();
        db.execute("CREATE TABLE " + LOGS + " (id bigint, tenant text, \"At\" timestamptz, seen date,"
                + " PRIMARY KEY (tenant, id, \"At\")) PARTITION BY LIST (tenant)");
    }

    private static PartitionPolicy.Builder policy() {
        return PartitionPolicy.of(LOGS, "1 day").premake(1).tenantColumn("tenant");
    }

    private void own(String name, String bounds) {
        db.execute("CREATE TABLE \"App data\".\"" + name + "\" PARTITION OF " + LOGS + " " + bounds
                + " PARTITION BY RANGE (\"At\")");
    }

    private void day(String own, String name, String day) {
        db.execute("CREATE TABLE \"App data\".\"" + name + "\" PARTITION OF \"App data\".\"" + own
                + "\" FOR VALUES FROM ('" + day + " 00:00+00') TO (timestamptz '" + day
                + " 00:00+00' + interval '24 hours')");
    }

    /** Every partition at every level with its bounds, as the catalog has it. */
    private List<String> tree() {
        return events.table(LOGS)
                .allPartitions()
                .map(p -> p.name().name().value() + " " + p.bounds().clause())
                .toList();
    }

    private List<String> names() {
        return events.table(LOGS)
                .allPartitions()
                .map(Partition::name)
                .map(n -> n.name().value())
                .toList();
    }

    @Test
    void firstTenantFollowsTheOnlyColumnOfTheKeysThatIsATime() {
        PartitionManager manager = events.manager();
        manager.manage(policy().build());
        manager.addTenant(LOGS, "acme");
        assertThat(tree())
                .containsExactly(
                        "User logs_acme IN ('acme')",
                        "User logs_acme_p20260328 FROM ('2026-03-28 00:00:00+00') TO ('2026-03-29 00:00:00+00')",
                        "User logs_acme_p20260329 FROM ('2026-03-29 00:00:00+00') TO ('2026-03-30 00:00:00+00')");
        db.execute("INSERT INTO " + LOGS + " VALUES (1, 'acme', '2026-03-28 12:00+00')");
        assertThat(db.queryString("SELECT tableoid::regclass FROM " + LOGS))
                .isEqualTo("\"App data\".\"User logs_acme_p20260328\"");
        assertThat(manager.plan().isEmpty()).isTrue();
    }

    @Test
    void wholeTreeOfANewTenantComesAtOnceAndWaitsForNobodyWhoReadsOrWrites() {
        PartitionManager manager = events.manager();
        manager.manage(policy().build());
        manager.addTenant(LOGS, "first");
        try (Session writer = db.session("INSERT INTO " + LOGS + " VALUES (1, 'first', '2026-03-28 12:00+00')")) {
            manager.addTenant(LOGS, "second");
            writer.execute("COMMIT");
        }
        assertThat(db.queryStrings("SELECT partition FROM pgpartition.history WHERE action = 'create' ORDER BY id"))
                .containsExactly("\"App data\".\"User logs_first\"", "\"App data\".\"User logs_second\"");
        assertThat(names()).hasSize(6);
    }

    @Test
    void newTenantFollowsTheOthersAndEachIsLookedAfter() {
        own("of a", "FOR VALUES IN ('a')");
        day("of a", "a day", "2026-03-28");
        PartitionManager manager = events.manager();
        manager.manage(policy().build());
        manager.addTenant(LOGS, "a");
        manager.addTenant(LOGS, "b");
        assertThat(names())
                .containsExactly(
                        "User logs_b",
                        "User logs_b_p20260328",
                        "User logs_b_p20260329",
                        "of a",
                        "User logs_a_p20260329",
                        "a day");
    }

    @Test
    void partitionOfATenantIsDetachedFromTheTenantsTable() {
        own("of a", "FOR VALUES IN ('a')");
        day("of a", "old", "2026-03-01");
        day("of a", "newer", "2026-03-02");
        own("of b", "FOR VALUES IN ('b')");
        day("of b", "old b", "2026-03-01");
        PartitionManager manager = events.manager();
        manager.manage(policy().retention("26 days").build());
        manager.addTenant(LOGS, "a");
        manager.addTenant(LOGS, "b", "90 days");
        MaintenanceReport report = manager.maintain();
        assertThat(report.succeeded()).isTrue();
        assertThat(report.dropped()).containsExactly(QualifiedName.of("App data", "old"));
        assertThat(names()).contains("newer", "old b").doesNotContain("old");
        assertThat(report.results())
                .extracting(r -> r.step().operation().sql())
                .contains("ALTER TABLE \"App data\".\"of a\" DETACH PARTITION \"App data\".\"old\" CONCURRENTLY;");
    }

    @Test
    void defaultOfOneTenantMakesOnlyItsOwnDetachPlain() {
        own("of a", "FOR VALUES IN ('a')");
        day("of a", "old a", "2026-03-01");
        db.execute("CREATE TABLE \"App data\".rest PARTITION OF \"App data\".\"of a\" DEFAULT");
        own("of b", "FOR VALUES IN ('b')");
        day("of b", "old b", "2026-03-01");
        PartitionManager manager = events.manager();
        manager.manage(policy().retention("1 day").build());
        manager.addTenant(LOGS, "a");
        manager.addTenant(LOGS, "b");
        MaintenanceReport report = manager.maintain();
        assertThat(report.dropped()).hasSize(2);
        assertThat(report.results())
                .extracting(r -> r.step().operation().sql())
                .contains(
                        "ALTER TABLE \"App data\".\"of a\" DETACH PARTITION \"App data\".\"old a\";",
                        "ALTER TABLE \"App data\".\"of b\" DETACH PARTITION \"App data\".\"old b\" CONCURRENTLY;");
    }

    @Test
    void partitionOfSeveralTenantsKeepsWhatTheLongestRetentionKeeps() {
        own("User logs_small", "FOR VALUES IN ('a', 'b', NULL)");
        day("User logs_small", "day 24", "2026-03-24");
        day("User logs_small", "day 20", "2026-03-20");
        PartitionManager manager = events.manager();
        manager.manage(policy().retention("2 days").build());
        manager.addTenant(LOGS, "a", "6 days");
        manager.addTenant(LOGS, "b", "1 day");
        assertThat(manager.maintain().dropped()).containsExactly(QualifiedName.of("App data", "day 20"));
        assertThat(names())
                .containsExactly(
                        "User logs_small",
                        "User logs_small_p20260325",
                        "User logs_small_p20260326",
                        "User logs_small_p20260327",
                        "User logs_small_p20260328",
                        "User logs_small_p20260329",
                        "day 24");
    }

    @Test
    void oddPartitionsAreReportedAndLeftAlone() {
        db.execute("CREATE TABLE \"App data\".leaf PARTITION OF " + LOGS + " FOR VALUES IN ('leaf')");
        db.execute("CREATE TABLE \"App data\".hashed PARTITION OF " + LOGS
                + " FOR VALUES IN ('hashed') PARTITION BY HASH (id)");
        own("of a", "FOR VALUES IN ('a')");
        PartitionManager manager = events.manager();
        manager.manage(policy().build());
        manager.addTenant(LOGS, "leaf");
        MaintenanceReport report = manager.maintain();
        assertThat(report.created()).isEmpty();
        assertThat(report.findings())
                .extracting(Finding::message)
                .containsExactly(
                        "nothing is made or retired in partition \"App data\".\"hashed\" of 'hashed': it is not partitioned by RANGE (\"At\")",
                        "nothing is made or retired in partition \"App data\".\"leaf\" of 'leaf': it is not partitioned by RANGE (\"At\")",
                        "no partitions are made for tenants that have some and are not registered: 'a'");
    }

    @Test
    void defaultThatIsPartitionedByTimeTakesAllOtherTenants() {
        own("User logs_default", "DEFAULT");
        PartitionManager manager = events.manager();
        manager.manage(policy().retention("1 day").build());
        assertThat(manager.maintain().created())
                .extracting(n -> n.name().value())
                .containsExactly("User logs_default_p20260328", "User logs_default_p20260329");
        InstantSource later = InstantSource.fixed(EventsFixture.NOW.plus(Duration.ofDays(2)));
        assertThat(events.builder().clock(later).build().maintain().dropped())
                .containsExactly(QualifiedName.of("App data", "User logs_default_p20260328"));
    }

    @Test
    void tableWithoutATenantsPartitionAndWithSeveralTimesIsRefused() {
        db.execute(
                "DROP TABLE " + LOGS,
                "CREATE TABLE " + LOGS + " (tenant text, at timestamptz, seen date) PARTITION BY LIST (tenant)");
        assertThatThrownBy(() -> events.manager().manage(policy().build()))
                .isInstanceOf(PartitioningException.class)
                .hasMessage(
                        "Cannot manage \"App data\".\"User logs\": no tenant's partition shows by which column tenants are"
                                + " partitioned, and \"at\" and \"seen\" are both fit for the interval '1 day'. Create the partition of one"
                                + " tenant with PARTITION BY RANGE (column): all others follow it.");
        db.execute("CREATE TABLE \"App data\".one PARTITION OF " + LOGS
                + " FOR VALUES IN ('one') PARTITION BY RANGE (seen)");
        PartitionManager manager = events.manager();
        manager.manage(policy().build());
        manager.addTenant(LOGS, "two");
        assertThat(tree()).contains("User logs_two_p20260328 FROM ('2026-03-28') TO ('2026-03-29')");
    }

    @Test
    void interruptedDetachInsideATenantIsEnded() {
        own("of a", "FOR VALUES IN ('a')");
        day("of a", "old", "2026-03-01");
        PartitionManager manager = events.manager();
        manager.manage(policy().retention("1 day").build());
        manager.addTenant(LOGS, "a");
        try (Session reader = db.session("SELECT count(*) FROM " + LOGS)) {
            assertThat(manager.maintain().deferred()).hasSize(1);
            assertThat(db.queryLong("SELECT count(*) FROM pg_inherits WHERE inhdetachpending"))
                    .isEqualTo(1);
            reader.execute("ROLLBACK");
        }
        MaintenanceReport report = manager.maintain();
        assertThat(report.succeeded()).isTrue();
        assertThat(report.dropped()).containsExactly(QualifiedName.of("App data", "old"));
        assertThat(db.queryLong("SELECT count(*) FROM pg_inherits WHERE inhdetachpending"))
                .isZero();
    }

    @Test
    void nameThatIsTakenGetsANumber() {
        db.execute(
                "CREATE TABLE \"App data\".\"User logs_acme\" (i int)",
                "CREATE TABLE \"App data\".\"User logs_acme_p20260329\" (i int)");
        PartitionManager manager = events.manager();
        manager.manage(policy().build());
        manager.addTenant(LOGS, "acme");
        assertThat(names())
                .containsExactly("User logs_acme_2", "User logs_acme_p20260328", "User logs_acme_p20260329_2");
    }
}
