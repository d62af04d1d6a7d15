package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.policy;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Role;
import io.github.pgpartition.testkit.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
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

    private static void installVersionOne() {
        db.execute("DROP SCHEMA pgpartition CASCADE");
        for (String script : List.of("tables.sql", "views.sql")) {
            try (InputStream in = UpgradeTest.class.getResourceAsStream("registry/version1/" + script)) {
                String text = new String(requireNonNull(in, script).readAllBytes(), StandardCharsets.UTF_8);
                db.execute(text.split("\n--;;\n", -1));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        db.execute("COMMENT ON SCHEMA pgpartition IS 'PgPartition, version 1 of its tables: as it was'");
    }

    private static String policyOfVersionOne(String table) {
        return "INSERT INTO pgpartition.managed_table (relation, partition_interval, premake, retention_action, time_zone, partition_name,"
                + " default_partition, paused) VALUES ('" + table
                + "', '1 day', 2, 'drop', 'UTC', '{table}_p{start}', 'none', false)";
    }

    @Test
    void policiesOfVersionOneGoOn() {
        installVersionOne();
        events.createTable("Gone", "timestamptz");
        db.execute(
                policyOfVersionOne(EVENTS),
                policyOfVersionOne("\"App data\".\"Gone\""),
                "INSERT INTO pgpartition.managed_tenant (relation, tenant) VALUES ('" + EVENTS + "', 'acme')",
                "DROP TABLE \"App data\".\"Gone\"",
                "GRANT USAGE ON SCHEMA pgpartition TO " + monitor.name(),
                "GRANT SELECT ON pgpartition.status, pgpartition.partitions TO " + monitor.name(),
                "CREATE VIEW \"App data\".theirs AS SELECT relation, verdict FROM pgpartition.status");
        events.manager().install();
        assertThat(
                        db.queryRows(
                                "SELECT m.schema_name, m.table_name, m.seen_in = pgpartition.here(), t.tenant"
                                        + " FROM pgpartition.managed_table m JOIN pgpartition.managed_tenant t USING (relation, seen_in)"))
                .containsExactly(List.of("App data", "Events", "t", "acme"));
        db.execute("DELETE FROM pgpartition.managed_tenant");
        var report = events.manager().maintain();
        assertThat(report.failures()).isEmpty();
        assertThat(report.created()).hasSize(3);
        assertThat(report.findings())
                .extracting(f -> f.message())
                .containsExactly("it was dropped, and is not managed any more");
        assertThat(version()).startsWith("PgPartition, version 2 ");
        assertThat(db.queryStrings("SELECT relation::text FROM \"App data\".theirs"))
                .containsExactly(EVENTS);
        assertThat(PartitionManager.builder(monitor.dataSource()).build().status())
                .hasSize(1);
        assertThat(columns()).isEqualTo(columnsOfANewOne());
    }

    @Test
    void viewThatIsInTheWayOfVersionTwoIsNamedAsTheReason() {
        installVersionOne();
        db.execute(
                policyOfVersionOne(EVENTS),
                "CREATE VIEW \"App data\".theirs AS SELECT relation FROM pgpartition.managed_table");
        assertThatThrownBy(() -> events.manager().install())
                .hasMessageStartingWith("Cannot install schema pgpartition: ")
                .hasMessageContaining(
                        "A view of yours is over a table of schema pgpartition: drop it, run this, and create it again");
        assertThat(version()).startsWith("PgPartition, version 1 ");
        db.execute("DROP VIEW \"App data\".theirs");
        events.manager().install();
        assertThat(version()).startsWith("PgPartition, version 2 ");
    }

    private static List<List<@Nullable String>> columns() {
        return db.queryRows(
                "SELECT c.relname, a.attname, a.atttypid::regtype::text, a.attnotnull::text,"
                        + " pg_get_expr(d.adbin, d.adrelid) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
                        + " LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum"
                        + " WHERE c.relnamespace = 'pgpartition'::regnamespace AND c.relkind IN ('r', 'v') AND a.attnum > 0 ORDER BY 1, a.attnum");
    }

    private List<List<@Nullable String>> columnsOfANewOne() {
        db.execute("DROP VIEW \"App data\".theirs");
        db.execute("ALTER SCHEMA pgpartition RENAME TO upgraded");
        try {
            events.manager().install();
            return columns();
        } finally {
            db.execute("DROP SCHEMA pgpartition CASCADE", "ALTER SCHEMA upgraded RENAME TO pgpartition");
        }
    }
}
