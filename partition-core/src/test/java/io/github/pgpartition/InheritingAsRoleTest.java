package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.made;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** New partitions made by roles that are not superusers. */
class InheritingAsRoleTest {

    private static final QualifiedName MADE = made("20260328");
    private static final QualifiedName TABLE = QualifiedName.parse(EVENTS);

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);
    private final Role owner = db.role("owner");
    private final Role member = db.role("member");
    private final Role reader = db.role("reader");

    @BeforeEach
    void giveTheTableToTheOwner() {
        events.reset();
        db.execute(
                "GRANT CREATE ON DATABASE " + db.name() + " TO " + owner.name() + ", " + member.name(),
                "GRANT ALL ON SCHEMA \"App data\" TO " + owner.name() + ", " + member.name(),
                "GRANT " + owner.name() + " TO " + member.name(),
                "ALTER TABLE " + EVENTS + " OWNER TO " + owner.name(),
                "GRANT SELECT ON " + EVENTS + " TO " + reader.name(),
                "GRANT USAGE ON SCHEMA \"App data\" TO " + reader.name());
    }

    /** Roles cannot be dropped while they have anything. */
    @AfterEach
    void dropWhatTheyHave() {
        for (Role role : List.of(reader, member, owner)) {
            db.execute("DROP OWNED BY " + role.name() + " CASCADE");
        }
    }

    private static MaintenanceReport maintain(Role role) {
        PartitionManager manager = EventsFixture.settings(PartitionManager.builder(role.dataSource()))
                .build();
        manager.manage(policy().build());
        MaintenanceReport report = manager.maintain();
        assertThat(report.failures()).isEmpty();
        assertThat(report.created()).hasSize(2);
        return report;
    }

    private static @Nullable String ofClass(String column) {
        return db.queryString("SELECT " + column + " FROM pg_class WHERE oid = to_regclass(?)", MADE.sql());
    }

    @Test
    void ownerGivesEverything() {
        owner.execute(
                "GRANT UPDATE (\"At\") ON " + EVENTS + " TO " + reader.name() + " WITH GRANT OPTION",
                "CREATE UNIQUE INDEX \"Odd name\" ON " + EVENTS + " (\"At\", \"Id\")",
                "ALTER TABLE " + EVENTS + " REPLICA IDENTITY USING INDEX \"Odd name\"",
                "ALTER TABLE " + EVENTS + " ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY mine ON " + EVENTS + " USING (\"Id\" > 0)",
                "ALTER TABLE " + EVENTS + " ALTER \"Id\" SET STATISTICS 10",
                "CREATE STATISTICS \"App data\".s ON \"Id\", \"At\" FROM " + EVENTS,
                "ALTER STATISTICS \"App data\".s SET STATISTICS 20",
                "COMMENT ON TABLE " + EVENTS + " IS 'what happened'");
        assertThat(maintain(owner).findings()).isEmpty();
        assertThat(ofClass("concat_ws(' ', relowner::regrole, relreplident, relrowsecurity)"))
                .isEqualTo(owner.name() + " i t");
        assertThat(db.queryString(
                        "SELECT has_column_privilege(?, to_regclass(?), 'At', 'UPDATE WITH GRANT OPTION')",
                        reader.name(),
                        MADE.sql()))
                .isEqualTo("t");
        reader.execute("SELECT FROM " + MADE.sql());
    }

    @Test
    void memberOfTheOwnerMakesPartitionsForIt() {
        assertThat(maintain(member).findings()).isEmpty();
        assertThat(ofClass("relowner::regrole")).isEqualTo(owner.name());
        reader.execute("SELECT FROM " + MADE.sql());
    }

    @Test
    void whatMayNotBeGivenIsSaidAndDoesNotStopThePartition() {
        db.execute("REVOKE CREATE ON SCHEMA \"App data\" FROM " + owner.name());
        MaintenanceReport report = maintain(member);
        assertThat(report.findings())
                .containsExactly(
                        new Finding(
                                TABLE,
                                "new partitions are made without what the table has and they cannot be given: owner \""
                                        + owner.name()
                                        + "\", because that role may not create tables in the schema"),
                        new Finding(
                                TABLE,
                                "2 partitions lack what a new one would get: \"App data\".\"Events_p20260328\" (owner),"
                                        + " \"App data\".\"Events_p20260329\" (owner). To give it to them: ALTER TABLE"
                                        + " \"App data\".\"Events_p20260328\" OWNER TO \"" + owner.name()
                                        + "\"; ALTER TABLE \"App data\".\"Events_p20260329\" OWNER TO \"" + owner.name()
                                        + "\";"));
        assertThat(ofClass("relowner::regrole")).isEqualTo(member.name());
        owner.execute("SELECT FROM " + MADE.sql(), "DELETE FROM " + MADE.sql());
        reader.execute("SELECT FROM " + MADE.sql());
    }

    @Test
    void whatIsRefusedUnexpectedlyDoesNotStopThePartition() {
        owner.execute(
                "ALTER TABLE " + EVENTS + " REPLICA IDENTITY USING INDEX \"Events_pkey\"",
                "CREATE TABLE \"App data\".\"Events_p20260328_identity\" ()");
        MaintenanceReport report = maintain(owner);
        assertThat(report.findings())
                .extracting(Finding::message)
                .first()
                .asString()
                .startsWith("partition \"App data\".\"Events_p20260328\" was made without what its table has (grants,"
                        + " replica identity), because it was refused: ERROR: relation \"Events_p20260328_identity\""
                        + " already exists");
        assertThat(report.findings())
                .extracting(Finding::message)
                .last()
                .isEqualTo("1 partition lacks what a new one would get: \"App data\".\"Events_p20260328\" (grants,"
                        + " replica identity). To give it to it: ALTER TABLE \"App data\".\"Events_p20260328\" REPLICA"
                        + " IDENTITY USING INDEX \"Events_p20260328_pkey\"; GRANT SELECT ON TABLE"
                        + " \"App data\".\"Events_p20260328\" TO \"" + reader.name() + "\";");
    }
}
