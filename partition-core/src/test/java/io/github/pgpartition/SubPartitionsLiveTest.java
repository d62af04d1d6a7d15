package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.made;
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
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code subPartitions}: each new partition is partitioned itself. */
class SubPartitionsLiveTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void table() {
        events.reset();
        db.execute(
                "DROP TABLE " + EVENTS,
                "CREATE TABLE " + EVENTS
                        + " (\"Id\" bigint GENERATED ALWAYS AS IDENTITY, region text, \"At\" timestamptz NOT NULL,"
                        + " note text DEFAULT 'new', CHECK (note <> ''),"
                        + " PRIMARY KEY (\"Id\", region, \"At\")) PARTITION BY RANGE (\"At\")",
                "CREATE INDEX ON " + EVENTS + " (note)");
    }

    private static PartitionPolicy.Builder policy(String parts) {
        return EventsFixture.policy().subPartitions(parts);
    }

    private List<String> tree() {
        return events.table(EVENTS)
                .allPartitions()
                .map(p -> p.name().name().value() + " " + p.bounds().clause())
                .toList();
    }

    @Test
    void newPartitionsComeWithTheirHashes() {
        PartitionManager manager = events.manager();
        manager.manage(policy("hash (\"Id\") 2").build());
        assertThat(manager.maintain().created()).containsExactly(made("20260328"), made("20260329"));
        assertThat(tree())
                .containsExactly(
                        "Events_p20260328 FROM ('2026-03-28 00:00:00+00') TO ('2026-03-29 00:00:00+00')",
                        "Events_p20260328_h0 WITH (MODULUS 2, REMAINDER 0)",
                        "Events_p20260328_h1 WITH (MODULUS 2, REMAINDER 1)",
                        "Events_p20260329 FROM ('2026-03-29 00:00:00+00') TO ('2026-03-30 00:00:00+00')",
                        "Events_p20260329_h0 WITH (MODULUS 2, REMAINDER 0)",
                        "Events_p20260329_h1 WITH (MODULUS 2, REMAINDER 1)");
        db.execute("INSERT INTO " + EVENTS
                + " (region, \"At\") SELECT 'eu', '2026-03-28 12:00+00' FROM generate_series(1, 100)");
        assertThat(db.queryLong("SELECT count(DISTINCT tableoid) FROM " + EVENTS + " WHERE note = 'new'"))
                .isEqualTo(2);
        assertThat(manager.plan().isEmpty()).isTrue();
    }

    @Test
    void partsHaveTheKeysIndexesAndChecksOfTheTable() {
        PartitionManager manager = events.manager();
        manager.manage(
                policy("list (region) eu | us, ca | 'x|y' | NULL | default").build());
        db.execute("ALTER TABLE " + EVENTS + " DROP CONSTRAINT \"Events_pkey\"");
        manager.maintain();
        assertThat(events.table(EVENTS).leaves().map(p -> p.name().name().value()))
                .startsWith(
                        "Events_p20260328_default",
                        "Events_p20260328_eu",
                        "Events_p20260328_null",
                        "Events_p20260328_us",
                        "Events_p20260328_x|y");
        assertThat(db.queryLong("SELECT count(*) FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid"
                        + " WHERE c.relname LIKE 'Events\\_p20260328\\__%' AND x.indisvalid"))
                .isEqualTo(5);
        assertThatThrownBy(() -> db.execute(
                        "INSERT INTO " + EVENTS + " (region, \"At\", note) VALUES ('ca', '2026-03-28 12:00+00', '')"))
                .hasMessageContaining("violates check constraint");
    }

    @Test
    void treeIsMadeInOneTransactionWithoutAStrongLockOnTheTable() {
        PartitionManager manager = events.manager();
        manager.manage(policy("hash (\"Id\") 4").build());
        manager.maintain();
        InstantSource later = InstantSource.fixed(EventsFixture.NOW.plus(Duration.ofDays(1)));
        try (Session writer =
                db.session("INSERT INTO " + EVENTS + " (region, \"At\") VALUES ('eu', '2026-03-28 12:00+00')")) {
            MaintenanceReport report = events.builder().clock(later).build().maintain();
            assertThat(report.created()).containsExactly(made("20260330"));
            assertThat(report.results()).allMatch(r -> r.attempts() == 1);
            assertThat(report.results().get(0).step().operation().statements())
                    .hasSize(2 + 4 * 2)
                    .filteredOn(s -> s.locks().stream().anyMatch(l -> l.table().equals(QualifiedName.parse(EVENTS))))
                    .extracting(s -> s.text().substring(0, 12))
                    .containsExactly("CREATE TABLE", "ALTER TABLE ");
            writer.execute("COMMIT");
        }
        assertThat(db.queryLong("SELECT count(*) FROM pgpartition.history")).isEqualTo(3);
    }

    /** An identity column is what PostgreSQL 17 fails at where a tree was attached as a whole. */
    @Test
    void wholeTreeGoesWithItsPartition() {
        PartitionManager manager = events.manager();
        manager.manage(policy("hash (\"Id\") 3").retention("1 day").build());
        manager.maintain();
        InstantSource later = InstantSource.fixed(EventsFixture.NOW.plus(Duration.ofDays(2)));
        MaintenanceReport report = events.builder().clock(later).build().maintain();
        assertThat(report.failures()).isEmpty();
        assertThat(report.dropped()).containsExactly(made("20260328"));
        assertThat(events.exists(made("20260328_h0"))).isFalse();
        assertThat(db.queryLong("SELECT count(*) FROM pg_class WHERE relname LIKE 'Events\\_p20260328%'"))
                .isZero();
    }

    @Test
    void partThatIsMissingIsMadeAgain() {
        PartitionManager manager = events.manager();
        manager.manage(policy("hash (\"Id\") 4").build());
        manager.maintain();
        db.execute("DROP TABLE \"App data\".\"Events_p20260328_h2\"");
        MaintenanceReport report = manager.maintain();
        assertThat(report.toText())
                .contains("create partition \"App data\".\"Events_p20260328_h2\" of \"App data\".\"Events_p20260328\":"
                        + " rows of this part of \"App data\".\"Events_p20260328\" have no partition");
        assertThat(report.created()).containsExactly(made("20260328_h2"));
        assertThat(manager.plan().isEmpty()).isTrue();
    }

    @Test
    void valueThatThePolicyHasGotSinceIsMadeInPartitionsThatAreThere() {
        PartitionManager manager = events.manager();
        manager.manage(policy("list (region) eu | us").build());
        manager.maintain();
        manager.manage(policy("list (region) eu | us, ca | default").build());
        assertThat(manager.maintain().created())
                .containsExactly(
                        made("20260328_ca"), made("20260328_default"), made("20260329_ca"), made("20260329_default"));
        assertThat(manager.plan().isEmpty()).isTrue();
    }

    @Test
    void partitionsFromBeforeThePolicyStayAsTheyAre() {
        db.execute(
                "CREATE TABLE \"App data\".leaf PARTITION OF " + EVENTS
                        + " FOR VALUES FROM ('2026-03-27 00:00+00') TO ('2026-03-28 00:00+00')",
                "CREATE TABLE \"App data\".two PARTITION OF " + EVENTS
                        + " FOR VALUES FROM ('2026-03-28 00:00+00') TO ('2026-03-29 00:00+00') PARTITION BY HASH (\"Id\")",
                "CREATE TABLE \"App data\".h0 PARTITION OF \"App data\".two FOR VALUES WITH (MODULUS 2, REMAINDER 0)");
        PartitionManager manager = events.manager();
        manager.manage(policy("hash (\"Id\") 4").build());
        MaintenanceReport report = manager.maintain();
        assertThat(report.created()).containsExactly(made("20260329"));
        assertThat(report.findings())
                .containsExactly(
                        new Finding(
                                QualifiedName.parse(EVENTS),
                                "partition \"App data\".\"two\" lacks a hash partition, so that some rows have none; it has WITH (MODULUS 2, REMAINDER 0)"));
        db.execute(
                "CREATE TABLE \"App data\".h1 PARTITION OF \"App data\".two FOR VALUES WITH (MODULUS 2, REMAINDER 1)");
        assertThat(manager.maintain().findings()).isEmpty();
    }

    @Test
    void keyThatAPrimaryKeyLacksIsRefused() {
        assertThatThrownBy(() -> events.manager().manage(policy("hash (note) 4").build()))
                .isInstanceOf(PartitioningException.class)
                .hasMessage(
                        "Cannot manage \"App data\".\"Events\": subPartitions is 'hash (\"note\") 4', and a primary key or unique"
                                + " constraint of it lacks \"note\". PostgreSQL wants all columns that a partition is partitioned by"
                                + " in each of them: add it there, or sub-partition by a column that they have.");
    }

    @Test
    void namesOfPartsThatAreTakenOrLongAreFound() {
        String value = "y".repeat(80);
        db.execute("CREATE TABLE \"App data\".\"Events_p20260328_eu\" (i int)");
        PartitionManager manager = events.manager();
        manager.manage(policy("list (region) eu | " + value + "a | " + value + "b | '_eu'")
                .build());
        MaintenanceReport report = manager.maintain();
        assertThat(report.succeeded()).isTrue();
        assertThat(events.table(EVENTS).leaves().map(p -> p.name().name().value()))
                .hasSize(8)
                .doesNotHaveDuplicates()
                .contains("Events_p20260328_eu_2", "Events_p20260328__eu", "Events_p20260329_eu")
                .anyMatch(name -> name.matches("Events_p20260328_y+_[0-9a-f]{7}"));
    }

    @Test
    void tenantsHaveParts() {
        String logs = "\"App data\".\"User logs\"";
        db.execute("CREATE TABLE " + logs + " (id bigint, tenant text, at date) PARTITION BY LIST (tenant)");
        PartitionManager manager = events.manager();
        manager.manage(PartitionPolicy.of(logs, "1 month")
                .premake(1)
                .tenantColumn("tenant")
                .subPartitions("hash (id) 2")
                .build());
        manager.addTenant(logs, "acme");
        assertThat(events.table(logs).allPartitions().map(p -> p.name().name().value()))
                .containsExactly(
                        "User logs_acme",
                        "User logs_acme_p20260301",
                        "User logs_acme_p20260301_h0",
                        "User logs_acme_p20260301_h1",
                        "User logs_acme_p20260401",
                        "User logs_acme_p20260401_h0",
                        "User logs_acme_p20260401_h1");
        db.execute("INSERT INTO " + logs + " VALUES (1, 'acme', '2026-04-30')");
        assertThat(manager.plan().isEmpty()).isTrue();
    }
}
