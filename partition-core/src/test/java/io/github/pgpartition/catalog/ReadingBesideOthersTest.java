package io.github.pgpartition.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reading goes on whatever other sessions hold, and whatever the own session is set to. */
class ReadingBesideOthersTest {

    private static final QualifiedName EVENTS = QualifiedName.of("App data", "Events");

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    @BeforeAll
    static void tables() {
        db.execute("""
                CREATE SCHEMA "App data";
                CREATE TABLE "App data"."Events" ("At" date, t text) PARTITION BY RANGE ("At");
                CREATE TABLE "App data"."Y26" PARTITION OF "App data"."Events" FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')
                    PARTITION BY LIST (t);
                CREATE TABLE "App data"."Eu" PARTITION OF "App data"."Y26" FOR VALUES IN ('eu');
                """);
    }

    private static PartitionedTable read(Session session) {
        return new CatalogReader(session.connection()).table(EVENTS).orElseThrow();
    }

    private static PartitionedTable plainly() {
        try (Session session = db.session("SELECT 1")) {
            return read(session);
        }
    }

    @Test
    void doesNotWaitForAccessExclusive() {
        PartitionedTable expected = plainly();
        try (Session other =
                        db.session("LOCK TABLE \"App data\".\"Events\", \"App data\".\"Eu\" IN ACCESS EXCLUSIVE MODE");
                Session reader = db.session("SET LOCAL lock_timeout = '1ms'")) {
            assertThat(read(reader)).isEqualTo(expected);
            long eu = other.queryLong("SELECT '\"App data\".\"Eu\"'::regclass::oid");
            assertThat(lookup(reader, eu).place().isAttached()).isTrue();
            assertThat(reader.queryLong(
                            "SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND relation = ?", eu))
                    .isZero();
        }
    }

    private static PartitionLookup.Found lookup(Session session, long oid) {
        return session.run(
                "looking", connection -> PartitionLookup.find(connection, oid).orElseThrow());
    }

    @Test
    void searchPathHasNoSay() {
        PartitionedTable expected = plainly();
        db.execute("""
                CREATE SCHEMA fake;
                CREATE TABLE fake.pg_class (oid oid, relname name);
                CREATE TABLE fake.pg_inherits (inhrelid oid);
                CREATE VIEW fake.pg_partitioned_table AS SELECT 1 AS partrelid;
                CREATE TYPE fake.date AS (a int);
                CREATE TYPE fake.text AS (a int);
                CREATE FUNCTION fake.unnest(pg_catalog.text[]) RETURNS SETOF pg_catalog.text LANGUAGE sql AS 'SELECT ''x''::pg_catalog.text';
                CREATE FUNCTION fake.pg_get_expr(pg_node_tree, oid) RETURNS pg_catalog.text LANGUAGE sql AS 'SELECT ''x''::pg_catalog.text';
                CREATE FUNCTION fake.format_type(oid, int) RETURNS pg_catalog.text LANGUAGE sql AS 'SELECT ''x''::pg_catalog.text';
                """);
        try (Session session = db.session("SET LOCAL search_path = fake, pg_catalog")) {
            assertThat(read(session)).isEqualTo(expected);
            long oid = expected.partitions().get(0).oid();
            assertThat(lookup(session, oid)
                            .hasBounds(expected.partitions().get(0).bounds()))
                    .isTrue();
        }
    }

    @Test
    void leavesTheSessionAsItWas() {
        try (Session session = db.session(
                "SET LOCAL DateStyle = 'ISO, DMY'",
                "SET LOCAL search_path = \"App data\"",
                "SET LOCAL lock_timeout = '7s'",
                "SET LOCAL statement_timeout = '8s'")) {
            String settings = "SELECT name, setting FROM pg_catalog.pg_settings ORDER BY name";
            List<List<@Nullable String>> before = session.queryRows(settings);
            read(session);
            assertThat(session.queryRows(settings)).isEqualTo(before);
        }
    }

    @Test
    void seesWhatItsOwnTransactionDid() {
        try (Session session = db.session("CREATE TABLE \"App data\".\"Y27\" PARTITION OF \"App data\".\"Events\""
                + " FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')")) {
            assertThat(read(session).partitions()).hasSize(2);
            assertThat(plainly().partitions()).hasSize(1);
        }
    }

    @Test
    void lookupKnowsWhatIsNoPartition() {
        try (Session session = db.session("SELECT 1")) {
            PartitionedTable events = read(session);
            PartitionLookup.Found root = lookup(session, events.oid());
            assertThat(root.place().isAttached()).isFalse();
            assertThat(root.bounds()).isEqualTo("gone");
            assertThat(session.<Boolean>run(
                            "looking",
                            c -> PartitionLookup.find(c, 4_000_000_000L).isEmpty()))
                    .isTrue();
        }
    }
}
