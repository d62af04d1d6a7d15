package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.policy.DefaultPartition;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Row security that holds for the owner, too, who runs the pass. */
class ForcedRowSecurityTest {

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
}
