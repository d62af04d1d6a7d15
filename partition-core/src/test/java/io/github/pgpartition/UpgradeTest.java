package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Role;
import io.github.pgpartition.testkit.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Schema pgpartition of another version. An earlier one is made from today's, by taking away what an upgrade would add. */
class UpgradeTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private static final String VERSION = "SELECT obj_description('pgpartition'::regnamespace, 'pg_namespace')";

    private final EventsFixture events = new EventsFixture(db);
    private final Role monitor = db.role("monitor");

    @BeforeEach
    void reset() {
        events.reset();
        events.manager().manage(policy().premake(3).build());
    }

    @AfterEach
    void drop() {
        db.execute("DROP OWNED BY " + monitor.name());
    }

    private String version() {
        return String.valueOf(db.queryString(VERSION));
    }

    private void makeEarlier() {
        db.execute(
                "GRANT USAGE ON SCHEMA pgpartition TO " + monitor.name(),
                "GRANT SELECT ON pgpartition.status, pgpartition.partitions TO " + monitor.name(),
                "CREATE VIEW \"App data\".theirs AS SELECT relation, verdict FROM pgpartition.status",
                "DROP FUNCTION pgpartition.unmanage(regclass)",
                "DROP TABLE pgpartition.lease",
                "COMMENT ON SCHEMA pgpartition IS 'PgPartition, version 0 of its tables'");
    }

    @Test
    void saysItsVersion() {
        assertThat(version()).startsWith("PgPartition, version 2 of its tables");
    }

    @Test
    void passBringsAnEarlierOneUpToDateAndKeepsWhatIsThere() {
        makeEarlier();
        assertThat(events.manager().maintain().failures()).isEmpty();
        assertThat(version()).startsWith("PgPartition, version 2 ");
        assertThat(db.queryStrings("SELECT premake FROM pgpartition.managed_table"))
                .containsExactly("3");
        assertThat(db.queryStrings("SELECT verdict FROM \"App data\".theirs")).hasSize(1);
        assertThat(PartitionManager.builder(monitor.dataSource()).build().status())
                .hasSize(1);
        assertThat(db.queryStrings("SELECT pgpartition.unmanage('\"App data\".\"Events\"')"))
                .containsExactly("t");
    }

    @Test
    void newerOneIsLeftAsItIsAndUsed() {
        db.execute(
                "ALTER TABLE pgpartition.managed_table ADD COLUMN color text DEFAULT 'blue'",
                "COMMENT ON SCHEMA pgpartition IS 'PgPartition, version 3 of its tables'");
        events.manager().install();
        events.manager().manage(policy().premake(5).build());
        assertThat(events.manager().maintain().created()).hasSize(6);
        assertThat(version()).startsWith("PgPartition, version 3 ");
    }

    /** Restored with --no-comments, say. */
    @Test
    void roleThatDoesNotOwnItGoesOnWithWhatIsThere() {
        db.execute(
                "GRANT USAGE ON SCHEMA pgpartition TO " + monitor.name(),
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA pgpartition TO " + monitor.name(),
                "GRANT USAGE, CREATE ON SCHEMA \"App data\" TO " + monitor.name(),
                "ALTER TABLE " + EVENTS + " OWNER TO " + monitor.name(),
                "COMMENT ON SCHEMA pgpartition IS NULL");
        var manager = EventsFixture.settings(PartitionManager.builder(monitor.dataSource()))
                .build();
        assertThat(manager.maintain().created()).hasSize(4);
        manager.install();
        manager.manage(policy().premake(4).build());
        assertThat(db.queryString(VERSION)).isNull();
        db.execute("ALTER TABLE " + EVENTS + " OWNER TO CURRENT_USER");
    }

    @Test
    void upgradeInAnothersTransactionEndsWithItAndLeavesItsSettings() {
        makeEarlier();
        try (Session session = db.session("SET LOCAL lock_timeout = '7s'")) {
            PartitionManager.builder(session.connection()).build().install();
            assertThat(session.queryString("SHOW lock_timeout")).isEqualTo("7s");
            session.execute("ROLLBACK");
        }
        assertThat(version()).startsWith("PgPartition, version 0 ");
    }
}
