package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.catalog.CatalogReader;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.policy.RetentionAction;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Partitions that are partitioned themselves go as a whole. */
class SubTreeRetentionTest {

    private static final QualifiedName OLD = QualifiedName.of("App data", "Old");

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void table() {
        events.reset();
        events.day("2026-03-27");
        db.execute(
                "DROP SCHEMA IF EXISTS \"Old data\" CASCADE",
                "CREATE SCHEMA \"Old data\"",
                "CREATE TABLE \"App data\".\"Old\" PARTITION OF " + EVENTS
                        + " FOR VALUES FROM ('2026-03-25 00:00+00') TO ('2026-03-26 00:00+00') PARTITION BY LIST (\"Id\")",
                "CREATE TABLE \"App data\".\"Old 1\" PARTITION OF \"App data\".\"Old\" FOR VALUES IN (1)"
                        + " PARTITION BY HASH (\"Id\")",
                "CREATE TABLE \"App data\".\"Old 1 0\" PARTITION OF \"App data\".\"Old 1\" FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
                "CREATE TABLE \"App data\".\"Old x\" PARTITION OF \"App data\".\"Old\" DEFAULT",
                "INSERT INTO " + EVENTS + " VALUES (1, '2026-03-25 12:00+00'), (2, '2026-03-25 12:00+00')",
                "ANALYZE " + EVENTS);
    }

    private long left() {
        return db.queryLong("SELECT count(*) FROM pg_class WHERE relname LIKE 'Old%' AND relkind IN ('r', 'p')"
                + " AND relnamespace = '\"App data\"'::regnamespace");
    }

    @Test
    void allOfItIsDroppedAndItsRowsAreCounted() {
        events.manager().manage(policy().retention("2 days").build());
        assertThat(events.manager().maintain().dropped()).containsExactly(OLD);
        assertThat(left()).isZero();
        assertThat(db.queryStrings("SELECT rows FROM pgpartition.history WHERE action IN ('detach', 'drop')"))
                .containsExactly("2", "2");
    }

    @Test
    void allOfItIsArchived() {
        db.execute("CREATE TABLE \"Old data\".\"Old x\" ()");
        events.manager()
                .manage(policy().retention("2 days")
                        .retentionAction(RetentionAction.ARCHIVE)
                        .retentionSchema("\"Old data\"")
                        .build());
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.archived()).containsExactly(OLD);
        assertThat(left()).isZero();
        assertThat(db.queryLong("SELECT count(*) FROM \"Old data\".\"Old\"")).isEqualTo(2);
        assertThat(db.queryStrings("SELECT relname FROM pg_class WHERE relnamespace = '\"Old data\"'::regnamespace"
                        + " AND relkind IN ('r', 'p') ORDER BY 1"))
                .containsExactly("Old", "Old 1", "Old 1 0", "Old x", "Old x_2");
    }

    @Test
    void viewOfALeafKeepsIt() {
        db.execute("CREATE VIEW \"App data\".v AS SELECT * FROM \"App data\".\"Old 1 0\"");
        events.manager().manage(policy().retention("2 days").build());
        assertThat(events.manager().maintain().findings())
                .singleElement()
                .satisfies(f -> assertThat(f.message()).contains("not dropped, as view \"App data\".v depends on it"));
        assertThat(left()).isEqualTo(4);
    }

    @Test
    void readerOfALeafDefersItsDrop() {
        events.manager().manage(policy().retention("2 days").build());
        try (Session reader = db.session("SELECT count(*) FROM \"App data\".\"Old 1 0\"")) {
            assertThat(events.manager().maintain().deferred()).hasSize(1);
            assertThat(reader.pid()).isPositive();
        }
        assertThat(left()).isEqualTo(4);
        assertThat(events.manager().maintain().dropped()).containsExactly(OLD);
        assertThat(left()).isZero();
    }

    /** What was not there when the pass was planned is not dropped with the rest. */
    @Test
    void whatJoinedTheTreeMeanwhileKeepsIt() {
        events.manager().manage(policy().retention("2 days").build());
        events.defaultPartition();
        db.execute(
                "CREATE TABLE \"App data\".\"Joined\" (LIKE " + EVENTS + ")",
                "CREATE FUNCTION \"App data\".join() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " ALTER TABLE \"App data\".\"Old\" ATTACH PARTITION \"App data\".\"Joined\" FOR VALUES IN (7);"
                        + " RETURN NEW; END $$",
                "CREATE TRIGGER joins AFTER INSERT ON pgpartition.history FOR EACH ROW WHEN (NEW.action = 'detach')"
                        + " EXECUTE FUNCTION \"App data\".join()");
        assertThat(events.manager().maintain().failures())
                .singleElement()
                .satisfies(f -> assertThat(f.message())
                        .isEqualTo("Cannot drop table \"App data\".\"Old\": it has other partitions below it, unlike"
                                + " when the pass was planned. Nothing was done to it; the next pass looks again."));
        assertThat(left()).isEqualTo(4);
        assertThat(db.run("reading", c -> new CatalogReader(c).table(OLD))
                        .orElseThrow()
                        .leaves())
                .hasSize(3);
    }
}
