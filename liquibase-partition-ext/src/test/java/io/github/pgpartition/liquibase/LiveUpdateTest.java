package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.testkit.PostgresDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** On a real server, with a JVM in New York and a session in the Chatham Islands. */
class LiveUpdateTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private static final String EVENTS = """
            <changeSet id="table" author="test">
                <partition:createRangePartitionedTable tableName="EVENTS" partitionKey="at" primaryKey="id, at">
                    <column name="id" type="bigint"/>
                    <column name="AT" type="timestamptz"/>
                </partition:createRangePartitionedTable>
            </changeSet>
            """;

    @TempDir
    Path folder;

    private final TimeZone zoneBefore = TimeZone.getTimeZone(System.getProperty("user.timezone", "UTC"));
    private Connection connection;
    private LiquibaseRun liquibase;

    @BeforeEach
    void connect() {
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
        db.execute("DROP SCHEMA IF EXISTS public, pgpartition CASCADE", "CREATE SCHEMA public");
        connection = db.connect();
        liquibase = new LiquibaseRun(connection, folder);
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
        TimeZone.setDefault(zoneBefore);
    }

    @Test
    void boundsAreInTheZoneOfTheChange() {
        liquibase.update(EVENTS + """
                <changeSet id="1" author="test">
                    <partition:createRangePartitionOf tableName="events" partitionName="utc" startRange="2026-01-01" endRange="2026-02-01"/>
                    <partition:createRangePartitionOf tableName="events" partitionName="berlin" timeZone="Europe/Berlin"
                                                      startRange="2026-07-01" endRange="2026-08-01 06:00"/>
                    <partition:createRangePartitionOf tableName="events" partitionName="compact" startRange="20270101" endRange="20270201"/>
                </changeSet>
                """);
        assertThat(bounds("utc")).isEqualTo("FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2026-02-01 00:00:00+00')");
        assertThat(bounds("berlin"))
                .isEqualTo("FOR VALUES FROM ('2026-06-30 22:00:00+00') TO ('2026-08-01 04:00:00+00')");
        assertThat(bounds("compact"))
                .isEqualTo("FOR VALUES FROM ('2027-01-01 00:00:00+00') TO ('2027-02-01 00:00:00+00')");
        assertThat(sessionZone()).isEqualTo(PostgresDatabase.SESSION_TIME_ZONE);
    }

    @Test
    void boundsAreInTheZoneOfTheChangeAlsoWhereNothingDeclaresTheTable() {
        db.execute("CREATE TABLE public.raw (at timestamptz) PARTITION BY RANGE (at)");
        liquibase.update("""
                <changeSet id="1" author="test">
                    <partition:createRangePartitionOf tableName="raw" partitionName="raw_1" startRange="2026-01-01" endRange="2026-02-01"/>
                </changeSet>
                <changeSet id="2" author="test">
                    <sql>CREATE TABLE public.late (at timestamptz) PARTITION BY RANGE (at)</sql>
                    <partition:createRangePartitionOf tableName="late" partitionName="late_1" startRange="2026-01-01" endRange="2026-02-01"/>
                </changeSet>
                """);
        assertThat(bounds("raw_1"))
                .isEqualTo("FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2026-02-01 00:00:00+00')");
        assertThat(bounds("late_1"))
                .isEqualTo("FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2026-02-01 00:00:00+00')");
    }

    @Test
    void textThatLooksLikeADateStaysAsItIs() {
        liquibase.update("""
                <changeSet id="1" author="test">
                    <partition:createListPartitionedTable tableName="days" partitionKey="day"><column name="day" type="text"/></partition:createListPartitionedTable>
                    <partition:createListPartitionOf tableName="days" partitionName="d" values="2026-01-01" timeZone="Asia/Tokyo"/>
                </changeSet>
                """);
        assertThat(bounds("d")).isEqualTo("FOR VALUES IN ('2026-01-01')");
    }

    @Test
    void rowsCanBeInsertedRightAfterATableIsManaged() {
        liquibase.update(EVENTS + """
                <changeSet id="1" author="test">
                    <partition:managePartitions tableName="events" interval="1 day" premake="2"/>
                </changeSet>
                """);
        db.execute("INSERT INTO public.events SELECT 1, now() + n * interval '1 day' FROM generate_series(0, 2) n");
        assertThat(db.queryLong("SELECT count(*) FROM public.events")).isEqualTo(3);
        assertThat(db.queryLong(
                        "SELECT premake FROM pgpartition.managed_table WHERE relation = 'public.events'::regclass"))
                .isEqualTo(2);
    }

    @Test
    void declaringAgainAddsOnlyWhatIsMissing() {
        liquibase.update(EVENTS + """
                <changeSet id="1" author="test"><partition:managePartitions tableName="events" interval="1 day" premake="1"/></changeSet>
                <changeSet id="2" author="test"><partition:managePartitions tableName="events" interval="1 day" premake="3"/></changeSet>
                """);
        assertThat(partitions("events")).hasSize(4);
    }

    @Test
    void coreChangesAndOursSpeakOfOneTable() {
        liquibase.update(EVENTS + """
                <changeSet id="1" author="test">
                    <addColumn tableName="EVENTS"><column name="note" type="text"/></addColumn>
                    <partition:createDefaultPartitionOf tableName="Events" partitionName="Rest"/>
                </changeSet>
                <changeSet id="2" author="test" objectQuotingStrategy="QUOTE_ALL_OBJECTS">
                    <createTable tableName="EVENTS"><column name="id" type="int"/></createTable>
                </changeSet>
                """.replace("tableName=\"Events\"", "tableName=\"EVENTS\""));
        assertThat(partitions("events")).containsExactly("\"Rest\"");
        assertThat(
                        db.queryStrings(
                                "SELECT attname FROM pg_attribute WHERE attrelid = 'public.\"Rest\"'::regclass AND attnum > 0 ORDER BY attnum"))
                .containsExactly("id", "at", "note");
        assertThat(db.queryString("SELECT relkind FROM pg_class WHERE oid = 'public.\"EVENTS\"'::regclass"))
                .isEqualTo("r");
    }

    @Test
    void nothingRunsWhereOneChangeIsNotValid() {
        assertThatThrownBy(() -> liquibase.update(EVENTS + """
                        <changeSet id="1" author="test">
                            <partition:managePartitions tableName="events" interval="1000"/>
                        </changeSet>
                        """))
                .hasMessageContaining("Cannot manage \"public\".\"events\"");
        assertThat(db.queryString("SELECT to_regclass('public.events')")).isNull();
    }

    /** The table and one partition are there, another partition only in the changelog, and both are neighbours of what is due. */
    @Test
    void updateSqlSeesWhatIsThereAndWhatItHasPrinted() {
        String later = """
                <changeSet id="1" author="test">
                    <partition:createRangePartitionOf tableName="events" partitionName="gone" startRange="2001-01-01" endRange="2002-01-01"/>
                </changeSet>
                <changeSet id="2" author="test">
                    <partition:createRangePartitionOf tableName="events" partitionName="far" startRange="2001-01-01" endRange="2999-01-01"/>
                </changeSet>
                <changeSet id="3" author="test"><partition:managePartitions tableName="events" interval="1 day"/></changeSet>
                <changeSet id="4" author="test"><partition:managePartitions tableName="events" interval="1 month"/></changeSet>
                """;
        liquibase.update(EVENTS + later.substring(0, later.indexOf("<changeSet id=\"2\"")));
        db.execute("DROP TABLE public.gone");
        String script = liquibase.updateSql(EVENTS + later);
        assertThat(script)
                .contains("CREATE TABLE \"public\".\"far\" PARTITION OF")
                .doesNotContain("\"gone\"")
                .doesNotContain(" ATTACH PARTITION ");
        db.execute(script);
        assertThat(partitions("events")).containsExactly("far");
        assertThat(db.queryString("SELECT partition_interval FROM pgpartition.managed_table"))
                .isEqualTo("1 month");
    }

    @Test
    void rollbackLeavesNoTable() {
        String changeSets = EVENTS + """
                <changeSet id="1" author="test"><partition:managePartitions tableName="events" interval="1 month"/></changeSet>
                <changeSet id="2" author="test"><partition:createDefaultPartitionOf tableName="events"/></changeSet>
                """;
        liquibase.update(changeSets);
        liquibase.rollbackCount(changeSets, 1);
        assertThat(partitions("events")).hasSize(5).doesNotContain("events_default");
        liquibase.rollbackCount(changeSets, 2);
        assertThat(db.queryStrings("SELECT relname FROM pg_class WHERE relkind = 'p' OR relispartition"))
                .isEmpty();
        assertThat(db.queryLong("SELECT count(*) FROM pgpartition.managed_table"))
                .isZero();
    }

    private List<String> partitions(String table) {
        return db.queryStrings(
                "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = ('public.' || ?)::regclass ORDER BY 1",
                table);
    }

    private String bounds(String partition) {
        return db.run("bounds of " + partition, c -> {
            try (Statement statement = c.createStatement()) {
                statement.execute("SET TimeZone = 'UTC'");
                try (ResultSet row = statement.executeQuery(
                        "SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE relname = '" + partition + "'")) {
                    row.next();
                    return row.getString(1);
                }
            }
        });
    }

    private String sessionZone() {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW TimeZone")) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
