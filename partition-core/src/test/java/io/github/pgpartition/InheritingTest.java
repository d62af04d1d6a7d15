package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.made;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.execution.OperationRunner;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.operation.CreateTemplate;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a new partition has beside what LIKE and ATTACH give, one by one, in the catalog. */
class InheritingTest {

    private static final QualifiedName MADE = made("20260328");

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);
    private final String reader = "\"Reader of " + db.name() + "\"";
    private final String writer = "\"Writer of " + db.name() + "\"";

    @BeforeEach
    void makeTableAndRoles() {
        events.reset();
        db.execute("CREATE ROLE " + reader, "CREATE ROLE " + writer);
    }

    @AfterEach
    void dropRoles() {
        db.execute("DROP SCHEMA \"App data\" CASCADE");
        for (String role : List.of(reader, writer)) {
            db.execute("DROP OWNED BY " + role, "DROP ROLE " + role);
        }
    }

    private MaintenanceReport maintain() {
        events.manager().manage(policy().build());
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.failures()).isEmpty();
        assertThat(report.created()).contains(MADE);
        return report;
    }

    private static String ofClass(QualifiedName table, String columns) {
        return String.join(
                "|",
                db
                        .queryRows("SELECT " + columns + " FROM pg_class c WHERE oid = to_regclass(?)", table.sql())
                        .get(0)
                        .stream()
                        .map(String::valueOf)
                        .toList());
    }

    private static String ofClass(String columns) {
        return ofClass(MADE, columns);
    }

    @Test
    void ownerIsThatOfTheTable() {
        db.execute("ALTER TABLE " + EVENTS + " OWNER TO " + writer, "GRANT ALL ON SCHEMA \"App data\" TO " + writer);
        assertThat(maintain().findings()).isEmpty();
        assertThat(ofClass("relowner::regrole")).isEqualTo(writer);
    }

    @Test
    void grantsAreThoseOfTheTableAndItsColumns() {
        db.execute(
                "GRANT SELECT ON " + EVENTS + " TO PUBLIC",
                "GRANT INSERT, SELECT ON " + EVENTS + " TO " + writer + " WITH GRANT OPTION",
                "GRANT SELECT, UPDATE ON " + EVENTS + " TO " + reader,
                "GRANT UPDATE (\"At\"), REFERENCES (\"At\", \"Id\") ON " + EVENTS + " TO " + reader,
                "GRANT INSERT (\"Id\") ON " + EVENTS + " TO PUBLIC");
        maintain();
        assertThat(ofClass("relacl"))
                .isEqualTo(ofClass(QualifiedName.parse(EVENTS), "relacl"))
                .contains("=r/", "=a*r*/", "=rw/");
        String columns =
                "SELECT attname, attacl FROM pg_attribute WHERE attrelid = to_regclass(?) AND attnum > 0 ORDER BY attnum";
        assertThat(db.queryRows(columns, MADE.sql()))
                .isEqualTo(db.queryRows(columns, EVENTS))
                .allSatisfy(row -> assertThat(row.get(1)).isNotNull());
    }

    @Test
    void storageParametersAreThoseOfTheNewestPartition() {
        db.execute("ALTER TABLE " + EVENTS + " ADD payload text");
        events.defaultPartition();
        QualifiedName older = events.day("2026-03-25");
        QualifiedName newest = events.day("2026-03-26");
        db.execute(
                "ALTER TABLE " + older.sql() + " SET (fillfactor = 50, toast.autovacuum_enabled = true)",
                "ALTER TABLE " + newest.sql()
                        + " SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, toast.autovacuum_enabled = false)",
                "ALTER TABLE \"App data\".\"Events_default\" SET (fillfactor = 99)");
        maintain();
        assertThat(ofClass("reloptions")).isEqualTo("{autovacuum_vacuum_scale_factor=0.05,fillfactor=70}");
        assertThat(ofClass("(SELECT t.reloptions FROM pg_class t WHERE t.oid = c.reltoastrelid)"))
                .isEqualTo("{autovacuum_enabled=false}");
    }

    @Test
    void storageParametersOfTheTemplateComeBeforeThoseOfTheNewestPartition() {
        QualifiedName newest = events.day("2026-03-26");
        createTemplate();
        db.execute(
                "ALTER TABLE " + newest.sql() + " SET (fillfactor = 70, autovacuum_enabled = false)",
                "ALTER TABLE \"App data\".\"Events_template\" SET (fillfactor = 80)");
        maintain();
        assertThat(ofClass("reloptions")).isEqualTo("{autovacuum_enabled=false,fillfactor=80}");
    }

    @Test
    void newestPartitionIsUnloggedAndSoIsTheNext() {
        QualifiedName newest = events.day("2026-03-26");
        db.execute("ALTER TABLE " + newest.sql() + " SET UNLOGGED");
        maintain();
        assertThat(ofClass("relpersistence")).isEqualTo("u");
    }

    @Test
    void columnSettingsAreThoseOfTheTable() {
        db.execute(
                "ALTER TABLE " + EVENTS + " ADD \"Pay load\" text, ADD note text",
                "ALTER TABLE " + EVENTS + " ALTER \"Pay load\" SET STORAGE EXTERNAL, ALTER note SET COMPRESSION pglz",
                "ALTER TABLE " + EVENTS + " ALTER \"Id\" SET STATISTICS 1234, ALTER note SET STATISTICS 0",
                "ALTER TABLE " + EVENTS + " ALTER \"Id\" SET (n_distinct = -0.5, n_distinct_inherited = -0.25)");
        maintain();
        assertThat(db.queryStrings(
                        "SELECT concat_ws(' ', attname, attstorage, nullif(attcompression, ''), nullif(attstattarget, -1), attoptions)"
                                + " FROM pg_attribute WHERE attrelid = to_regclass(?) AND attnum > 0 ORDER BY attnum",
                        MADE.sql()))
                .containsExactly(
                        "Id p 1234 {n_distinct=-0.5,n_distinct_inherited=-0.25}", "At p", "Pay load e", "note x p 0");
    }

    @Test
    void extendedStatisticsComeWithTheirTargets() {
        db.execute(
                "CREATE STATISTICS \"App data\".\"Both of them\" (mcv, ndistinct) ON \"Id\", \"At\" FROM " + EVENTS,
                "CREATE STATISTICS \"App data\".e ON (\"Id\" % 10) FROM " + EVENTS);
        String statistics =
                "SELECT pg_get_statisticsobjdef_columns(oid), stxkind, nullif(stxstattarget, -1) FROM pg_statistic_ext"
                        + " WHERE stxrelid = to_regclass(?) ORDER BY 1";
        maintain();
        assertThat(db.queryRows(statistics, MADE.sql()))
                .isEqualTo(db.queryRows(statistics, EVENTS))
                .hasSize(2);
        db.execute("DROP TABLE " + MADE.sql(), "ALTER STATISTICS \"App data\".\"Both of them\" SET STATISTICS 77");
        maintain();
        assertThat(db.queryRows(statistics, MADE.sql()))
                .isEqualTo(db.queryRows(statistics, EVENTS))
                .hasSize(2);
    }

    @Test
    void replicaIdentityFullAndNothing() {
        db.execute("ALTER TABLE " + EVENTS + " REPLICA IDENTITY FULL");
        maintain();
        assertThat(ofClass("relreplident")).isEqualTo("f");
        db.execute("DROP TABLE " + MADE.sql(), "ALTER TABLE " + EVENTS + " REPLICA IDENTITY NOTHING");
        maintain();
        assertThat(ofClass("relreplident")).isEqualTo("n");
    }

    @Test
    void replicaIdentityIsTheIndexThatBelongsToTheOneOfTheTable() {
        db.execute(
                "CREATE UNIQUE INDEX \"Odd name\" ON " + EVENTS + " (\"At\" DESC, \"Id\") INCLUDE (\"Id\")",
                "ALTER TABLE " + EVENTS + " REPLICA IDENTITY USING INDEX \"Odd name\"");
        maintain();
        assertThat(identity()).isEqualTo("Odd name");
        db.execute(
                "DROP TABLE " + MADE.sql(),
                "ALTER TABLE " + EVENTS + " ADD CONSTRAINT \"U q\" UNIQUE (\"At\", \"Id\")",
                "ALTER TABLE " + EVENTS + " REPLICA IDENTITY USING INDEX \"U q\"");
        maintain();
        assertThat(identity()).isEqualTo("U q");
        assertThat(db.queryLong("SELECT count(*) FROM pg_index WHERE indrelid = to_regclass(?)", MADE.sql()))
                .isEqualTo(3);
    }

    @Test
    void replicaIdentityAndTheSameIndexOfATemplateAreOneIndex() {
        db.execute(
                "CREATE UNIQUE INDEX \"Odd name\" ON " + EVENTS + " (\"At\", \"Id\")",
                "ALTER TABLE " + EVENTS + " REPLICA IDENTITY USING INDEX \"Odd name\"");
        createTemplate();
        maintain();
        assertThat(identity()).isEqualTo("Odd name");
        assertThat(db.queryLong("SELECT count(*) FROM pg_index WHERE indrelid = to_regclass(?)", MADE.sql()))
                .isEqualTo(2);
    }

    private static void createTemplate() {
        db.run("create the template", connection -> {
            new OperationRunner(connection, LockPolicy.DEFAULT)
                    .run(new CreateTemplate(QualifiedName.parse(EVENTS), List.of(), false));
            return MADE;
        });
    }

    /** The parent's index to which the partition's identity belongs. */
    private static String identity() {
        return String.valueOf(db.queryString(
                "SELECT p.relname FROM pg_class c JOIN pg_index x ON x.indrelid = c.oid AND x.indisreplident"
                        + " JOIN pg_inherits i ON i.inhrelid = x.indexrelid JOIN pg_class p ON p.oid = i.inhparent"
                        + " WHERE c.relreplident = 'i' AND c.oid = to_regclass(?)",
                MADE.sql()));
    }

    @Test
    void rowSecurityAndPoliciesAreThoseOfTheTable() {
        db.execute(
                "CREATE FUNCTION \"App data\".\"me too\"(bigint) RETURNS boolean LANGUAGE sql AS 'SELECT $1 > 0'",
                "ALTER TABLE " + EVENTS + " ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
                "CREATE POLICY \"My own\" ON " + EVENTS + " FOR SELECT TO " + reader + ", " + writer
                        + " USING (\"App data\".\"me too\"(\"Id\") AND EXISTS (SELECT FROM pg_catalog.pg_class WHERE relname = 'it''s'))",
                "CREATE POLICY \"both\" ON " + EVENTS + " AS RESTRICTIVE USING (true) WITH CHECK (\"Id\" > 1)");
        maintain();
        assertThat(ofClass("relrowsecurity, relforcerowsecurity")).isEqualTo("t|t");
        String policies = "SELECT polname, polcmd, polpermissive, polroles, pg_get_expr(polqual, polrelid),"
                + " pg_get_expr(polwithcheck, polrelid) FROM pg_policy WHERE polrelid = to_regclass(?) ORDER BY 1";
        assertThat(db.queryRows(policies, MADE.sql()))
                .isEqualTo(db.queryRows(policies, EVENTS))
                .hasSize(2);
    }

    @Test
    void tablespaceIsThatOfTheTableElseThatOfTheNewestPartition() {
        String space = "\"Space of " + db.name() + "\"";
        db.execute("SET allow_in_place_tablespaces = on", "CREATE TABLESPACE " + space + " LOCATION ''");
        try {
            QualifiedName newest = events.day("2026-03-26");
            db.execute("ALTER TABLE " + newest.sql() + " SET TABLESPACE " + space);
            maintain();
            assertThat(tablespace(MADE)).isEqualTo("Space of " + db.name());
            events.partitionNames().forEach(partition -> db.execute("DROP TABLE " + partition.sql()));
            maintain();
            assertThat(tablespace(MADE)).isEmpty();
            db.execute("DROP TABLE " + MADE.sql(), "ALTER TABLE " + EVENTS + " SET TABLESPACE " + space);
            maintain();
            assertThat(tablespace(MADE)).isEqualTo("Space of " + db.name());
        } finally {
            db.execute("DROP TABLE " + EVENTS, "DROP TABLESPACE " + space);
        }
    }

    private static String tablespace(QualifiedName table) {
        return String.valueOf(db.queryString(
                "SELECT coalesce((SELECT spcname::text FROM pg_tablespace WHERE oid = reltablespace), '') FROM pg_class WHERE oid = to_regclass(?)",
                table.sql()));
    }

    @Test
    void commentsAreThoseOfTheTableAndItsColumns() {
        db.execute(
                "COMMENT ON TABLE " + EVENTS + " IS 'it''s \\ new'",
                "COMMENT ON COLUMN " + EVENTS + ".\"Id\" IS 'key'");
        maintain();
        assertThat(ofClass("obj_description(oid, 'pg_class'), col_description(oid, 1)"))
                .isEqualTo("it's \\ new|key");
    }

    @Test
    void tableInAPublicationPublishesItsPartitionsByItself() {
        db.execute("CREATE PUBLICATION \"P one\" FOR TABLE " + EVENTS);
        try {
            maintain();
            assertThat(published()).containsExactly("P one");
            assertThat(listed()).isEmpty();
        } finally {
            db.execute("DROP PUBLICATION \"P one\"");
        }
    }

    @Test
    void publicationThatListsPartitionsGetsTheNewOne() {
        QualifiedName newest = events.day("2026-03-26");
        db.execute("CREATE PUBLICATION \"P one\" FOR TABLE " + newest.sql());
        try {
            maintain();
            assertThat(published()).containsExactly("P one");
            assertThat(listed()).containsExactly("P one");
        } finally {
            db.execute("DROP PUBLICATION \"P one\"");
        }
    }

    private static List<String> published() {
        return db.queryStrings(
                "SELECT pubname FROM pg_publication_tables WHERE schemaname = 'App data' AND tablename = ?",
                MADE.name().value());
    }

    private static List<String> listed() {
        return db.queryStrings(
                "SELECT p.pubname FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid WHERE r.prrelid = to_regclass(?)",
                MADE.sql());
    }

    @Test
    void identityColumnHasNoSequenceOfItsOwn() {
        db.execute("ALTER TABLE " + EVENTS + " ALTER \"Id\" ADD GENERATED BY DEFAULT AS IDENTITY");
        maintain();
        assertThat(
                        db.queryLong(
                                "SELECT count(*) FROM pg_class WHERE relkind = 'S' AND relnamespace = '\"App data\"'::regnamespace"))
                .isEqualTo(1);
        db.execute("INSERT INTO " + EVENTS + " (\"At\") VALUES ('2026-03-28 01:00+00')");
        assertThat(db.queryLong("SELECT \"Id\" FROM " + MADE.sql())).isEqualTo(1);
        boolean shared = db.serverVersion() >= 17;
        assertThat(ofClass("(SELECT attidentity FROM pg_attribute WHERE attrelid = c.oid AND attnum = 1)"))
                .isEqualTo(shared ? "d" : "");
    }

    @Test
    void partitionOfAPlainTableIsMadeByTheSameTwoStatementsAsEver() {
        events.manager().manage(policy().build());
        assertThat(events.manager().plan().toSql().lines().filter(l -> l.matches("[A-Z].*;")))
                .hasSize(8)
                .allMatch(l -> l.matches("(BEGIN|COMMIT|CREATE TABLE .*|ALTER TABLE .* ATTACH PARTITION .*);"));
    }
}
