package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.policy.DefaultPartition;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Role;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row security that holds for the owner, too, who runs the pass. */
class ForcedRowSecurityTest {

    private static final String COUNTED = "\"App data\".\"Counted\"";
    private static final QualifiedName DEFAULT = QualifiedName.of("App data", "Events_default");

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);
    private final Role owner = db.role("owner");

    @BeforeEach
    void table() {
        events.reset();
        db.execute(
                "GRANT CREATE ON DATABASE " + db.name() + " TO " + owner.name(),
                "GRANT ALL ON SCHEMA \"App data\" TO " + owner.name(),
                "ALTER TABLE " + EVENTS + " OWNER TO " + owner.name(),
                "ALTER TABLE " + EVENTS + " ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
                "CREATE POLICY one ON " + EVENTS + " USING (\"Id\" = 1)");
    }

    @AfterEach
    void dropWhatItHas() {
        db.execute("DROP OWNED BY " + owner.name() + " CASCADE");
    }

    private PartitionManager manager() {
        return EventsFixture.settings(PartitionManager.builder(owner.dataSource()))
                .build();
    }

    @Test
    void defaultPartitionThatCannotBeLookedIntoIsNotSaidToBeEmpty() {
        manager().manage(policy().defaultPartition(DefaultPartition.KEEP).build());
        assertThat(manager().maintain().created()).hasSize(3);
        db.execute("INSERT INTO " + EVENTS + " VALUES (5, '2026-04-01 06:00+00')");
        manager().manage(policy().build());
        MaintenanceReport report = manager().maintain();
        assertThat(report.succeeded()).isTrue();
        assertThat(report.findings())
                .extracting(Finding::message)
                .containsExactly(
                        "rows in DEFAULT partition " + DEFAULT.sql()
                                + " could not be looked at: row security hides rows"
                                + " from this role: maintain it as a role with BYPASSRLS",
                        "DEFAULT partition " + DEFAULT.sql()
                                + " is to go, as defaultPartition is none, once it is empty;"
                                + " whether it is cannot be seen");
        assertThat(events.exists(DEFAULT)).isTrue();
    }

    /** The role sees the rows up to 1500; there are some up to 2500. */
    private void counted(String... more) {
        db.execute(
                "CREATE TABLE " + COUNTED + " (\"Id\" bigint NOT NULL) PARTITION BY RANGE (\"Id\")",
                "CREATE TABLE \"App data\".\"C0\" PARTITION OF " + COUNTED + " FOR VALUES FROM (0) TO (1000)",
                "CREATE TABLE \"App data\".\"C1\" PARTITION OF " + COUNTED + " FOR VALUES FROM (1000) TO (2000)",
                "CREATE TABLE \"App data\".\"C2\" PARTITION OF " + COUNTED + " FOR VALUES FROM (2000) TO (3000)",
                "INSERT INTO " + COUNTED + " VALUES (500), (1500), (2500)",
                "ALTER TABLE " + COUNTED + " ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
                "CREATE POLICY first_ones ON " + COUNTED + " USING (\"Id\" <= 1500)");
        for (String name :
                new String[] {COUNTED, "\"App data\".\"C0\"", "\"App data\".\"C1\"", "\"App data\".\"C2\""}) {
            db.execute("ALTER TABLE " + name + " OWNER TO " + owner.name());
        }
        db.execute(more);
        manager()
                .manage(PartitionPolicy.of(COUNTED, "1000")
                        .premake(1)
                        .retention("1000")
                        .build());
    }

    private List<String> upperBounds() {
        return db.queryStrings("SELECT upper_bound FROM pgpartition.partitions WHERE relation = '" + COUNTED
                + "'::regclass ORDER BY upper_bound");
    }

    @Test
    void keyWhoseHighestIsHiddenIsSaidToBeAndNothingGoesForIt() {
        counted();
        MaintenanceReport report = manager().maintain();
        assertThat(report.succeeded()).isTrue();
        assertThat(report.findings())
                .extracting(Finding::message)
                .containsExactly("its highest key cannot be told: row security hides rows of " + COUNTED
                        + " from this role, and partitions are made only ahead of the rows that it sees. Maintain it as a role"
                        + " with BYPASSRLS, or as the owner without FORCE ROW LEVEL SECURITY, or give the role a policy USING"
                        + " (true)");
        assertThat(report.results()).isEmpty();
        assertThat(upperBounds()).containsExactly("'1000'", "'2000'", "'3000'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE POLICY everything ON \"App data\".\"Counted\" FOR SELECT USING (true)",
                "ALTER TABLE \"App data\".\"Counted\" NO FORCE ROW LEVEL SECURITY"
            })
    void keyIsReadToItsEndOnceTheRoleSeesAllRows(String shows) {
        counted(shows);
        MaintenanceReport report = manager().maintain();
        assertThat(report.findings())
                .extracting(Finding::message)
                .noneMatch(m -> m.startsWith("its highest key cannot be told"));
        assertThat(upperBounds()).containsExactly("'2000'", "'3000'", "'4000'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE POLICY everything ON \"App data\".\"Counted\" FOR INSERT WITH CHECK (true)",
                "CREATE POLICY everything ON \"App data\".\"Counted\" TO pg_monitor USING (true)",
                "CREATE POLICY everything ON \"App data\".\"Counted\" AS RESTRICTIVE USING (true)"
            })
    void policyThatShowsNoMoreToThisRoleHelpsNothing(String policy) {
        counted(policy);
        assertThat(manager().maintain().findings()).hasSize(1);
    }
}
