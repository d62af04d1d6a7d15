package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.policy.DefaultPartition;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Role;
import io.github.pgpartition.testkit.Session;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Partitions that others made, or that were made before the table was changed. */
class DriftTest {

    private static final String DAY = "\"App data\".\"Events_2026-03-26\"";

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);
    private final Role reader = db.role("reader");

    @BeforeEach
    void table() {
        events.reset();
    }

    private List<String> findings() {
        return events.manager().plan().tables().stream()
                .flatMap(t -> t.findings().stream())
                .map(Finding::message)
                .toList();
    }

    private static String repair(String finding) {
        return finding.substring(finding.indexOf("To give it to") + "To give it to it: ".length());
    }

    /** What the table has, and none of it is on a partition that is made of it by hand. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GRANT SELECT ON %1$s TO %2$s",
                "GRANT SELECT, UPDATE ON %1$s TO %2$s WITH GRANT OPTION",
                "GRANT UPDATE (\"At\") ON %1$s TO PUBLIC",
                "ALTER TABLE %1$s OWNER TO %2$s",
                "ALTER TABLE %1$s REPLICA IDENTITY FULL",
                "ALTER TABLE %1$s REPLICA IDENTITY NOTHING",
                "ALTER TABLE %1$s REPLICA IDENTITY USING INDEX \"Events_pkey\"",
                "ALTER TABLE %1$s ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE %1$s FORCE ROW LEVEL SECURITY",
                "CREATE POLICY \"It's\" ON %1$s AS RESTRICTIVE FOR UPDATE TO %2$s USING (\"Id\" > 0) WITH CHECK (true)",
                "ALTER TABLE ONLY %1$s ALTER \"Id\" SET STATISTICS 7",
                "ALTER TABLE ONLY %1$s ALTER \"Id\" SET (n_distinct = 7)",
                "ALTER TABLE ONLY %1$s ALTER \"Pay load\" SET STORAGE EXTERNAL",
                "ALTER TABLE ONLY %1$s ALTER \"Pay load\" SET COMPRESSION pglz",
                "CREATE STATISTICS \"App data\".\"S t\" (mcv, dependencies) ON \"Id\", \"At\" FROM %1$s",
                "CREATE STATISTICS \"App data\".\"S t\" ON (\"Id\" % 10) FROM %1$s",
            })
    void isFoundAndItsSqlRepairsIt(String change) {
        db.execute(
                "ALTER TABLE " + EVENTS + " ADD \"Pay load\" text",
                "GRANT ALL ON SCHEMA \"App data\" TO " + reader.name());
        events.day("2026-03-26");
        events.manager().manage(policy().build());
        assertThat(findings()).isEmpty();
        db.execute(change.replace("%1$s", EVENTS).replace("%2$s", reader.name()));
        List<String> found = findings();
        assertThat(found)
                .singleElement()
                .asString()
                .startsWith("1 partition lacks what a new one would get: " + DAY + " (");
        db.execute(repair(found.get(0)));
        assertThat(findings()).isEmpty();
        assertThat(events.manager().maintain().findings()).isEmpty();
        db.execute("DROP TABLE " + EVENTS, "DROP OWNED BY " + reader.name());
    }

    /** Once, as then the table is left alone until something is due or done. */
    @Test
    void passThatLooksAndFindsNothingDueTellsOfIt() {
        events.manager().manage(policy().build());
        events.manager().maintain();
        db.execute("ALTER TABLE " + EVENTS + " REPLICA IDENTITY FULL");
        assertThat(events.manager().maintain().findings())
                .singleElement()
                .satisfies(f -> assertThat(f.message()).startsWith("2 partitions lack what a new one would get: "));
        assertThat(events.manager().maintain().findings()).isEmpty();
        assertThat(findings()).hasSize(1);
    }

    @Test
    void identityWithASequenceOfItsOwnIsFound() {
        db.execute("ALTER TABLE " + EVENTS + " ALTER \"Id\" ADD GENERATED ALWAYS AS IDENTITY");
        events.manager().manage(policy().build());
        db.execute("CREATE TABLE " + DAY + " (LIKE " + EVENTS + " INCLUDING ALL)");
        if (db.serverVersion() >= 17) {
            return; // the server itself refuses to attach it
        }
        db.execute("ALTER TABLE " + EVENTS + " ATTACH PARTITION " + DAY
                + " FOR VALUES FROM ('2026-03-26 00:00:00+00') TO ('2026-03-27 00:00:00+00')");
        assertThat(findings())
                .containsExactly("1 partition lacks what a new one would get: " + DAY
                        + " (column settings). To give it to it: ALTER TABLE " + DAY
                        + " ALTER COLUMN \"Id\" DROP IDENTITY;");
    }

    @Test
    void namesTheFirstFewOfMany() {
        for (int day = 20; day < 26; day++) {
            events.day("2026-03-" + day);
        }
        events.defaultPartition();
        db.execute("ALTER TABLE " + EVENTS + " REPLICA IDENTITY FULL");
        events.manager().manage(policy().defaultPartition(DefaultPartition.KEEP).build());
        assertThat(findings())
                .containsExactly("7 partitions lack what a new one would get: \"App data\".\"Events_2026-03-20\""
                        + " (replica identity), \"App data\".\"Events_2026-03-21\" (replica identity),"
                        + " \"App data\".\"Events_2026-03-22\" (replica identity) and 4 more. To give it to the first of"
                        + " them: ALTER TABLE \"App data\".\"Events_2026-03-20\" REPLICA IDENTITY FULL; ALTER TABLE"
                        + " \"App data\".\"Events_2026-03-21\" REPLICA IDENTITY FULL; ALTER TABLE"
                        + " \"App data\".\"Events_2026-03-22\" REPLICA IDENTITY FULL;");
    }

    @Test
    void subPartitionsAreComparedWithTheirParent() {
        db.execute(
                "CREATE TABLE \"App data\".\"Sub\" PARTITION OF " + EVENTS
                        + " FOR VALUES FROM ('2026-03-26 00:00+00') TO ('2026-03-27 00:00+00') PARTITION BY HASH (\"Id\")",
                "CREATE TABLE \"App data\".\"Sub 0\" PARTITION OF \"App data\".\"Sub\" FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
                "ALTER TABLE \"App data\".\"Sub\" REPLICA IDENTITY FULL");
        events.manager().manage(policy().build());
        assertThat(findings())
                .containsExactly(
                        "1 partition lacks what a new one would get: \"App data\".\"Sub 0\" (replica identity). To"
                                + " give it to it: ALTER TABLE \"App data\".\"Sub 0\" REPLICA IDENTITY FULL;");
    }

    @Test
    void whatCannotBeReadIsNoFailure() {
        events.day("2026-03-26");
        db.execute("CREATE POLICY mine ON " + EVENTS + " USING (true)");
        events.manager().manage(policy().premake(1).build());
        try (Session other = db.session("LOCK TABLE " + EVENTS + " IN ACCESS EXCLUSIVE MODE")) {
            assertThat(other.pid()).isPositive();
            assertThat(findings())
                    .singleElement()
                    .asString()
                    .startsWith("what its plan needs could not be read: 3 attempts of 100 ms did not get the lock");
        }
        assertThat(findings()).hasSize(1).first().asString().startsWith("1 partition lacks");
    }
}
