package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.made;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CreationOnlyTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void table() {
        events.reset();
    }

    @Test
    void makesWhatIsDueAndKeepsWhatIsOver() {
        QualifiedName old = events.day("2026-03-25");
        PartitionManager manager = events.manager();
        manager.manage(policy().retention("1 day").build());
        MaintenanceReport report = manager.premake();
        assertThat(report.created()).containsExactly(made("20260328"), made("20260329"));
        assertThat(events.partitionNames()).containsExactly(old, made("20260328"), made("20260329"));
        assertThat(manager.maintain().dropped()).containsExactly(old);
    }

    @Test
    void makesWhatOneTableLacks() {
        events.createTable("Other", "timestamptz");
        PartitionManager manager = events.manager();
        manager.manage(policy().build());
        manager.manage(policy().build().forTable(QualifiedName.of("App data", "Other")));
        manager.premake("\"App data\".\"Other\"");
        assertThat(events.partitionNames()).isEmpty();
        assertThat(manager.premake().created()).containsExactly(made("20260328"), made("20260329"));
    }

    @Test
    void hasNothingToDoWhereNothingIsManaged() {
        assertThat(events.manager().premake().tables()).isZero();
        assertThat(db.queryLong("SELECT count(*) FROM pg_namespace WHERE nspname = 'pgpartition'"))
                .isZero();
        assertThatThrownBy(() -> events.manager().premake(EVENTS))
                .isInstanceOf(PartitioningException.class)
                .hasMessageContaining("it has no policy");
    }
}
