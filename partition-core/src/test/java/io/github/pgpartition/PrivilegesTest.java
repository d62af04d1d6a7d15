package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.made;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The rights that docs/privileges.md names are enough, and those that it does not name are not needed. */
class PrivilegesTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);
    private final Role role = db.role("maintainer");

    @BeforeEach
    void reset() {
        events.reset();
        db.execute("REVOKE CREATE ON DATABASE \"" + db.name() + "\" FROM PUBLIC");
    }

    @AfterEach
    void drop() {
        db.execute("REASSIGN OWNED BY " + role.name() + " TO CURRENT_USER", "DROP OWNED BY " + role.name());
    }

    /** The block of the page that begins with a comment that names the role. */
    private void grant(String name) throws IOException {
        String page = Files.readString(Path.of("..", "docs", "privileges.md"));
        Matcher block = Pattern.compile("```sql\n-- " + name + "\n(.*?)```", Pattern.DOTALL)
                .matcher(page);
        assertThat(block.find()).isTrue();
        for (String statement : block.group(1).strip().replaceFirst(";$", "").split(";\\s*", -1)) {
            db.execute(statement.replace(name, role.name()).replace("SCHEMA app ", "SCHEMA \"App data\" "));
        }
    }

    private PartitionManager manager() {
        return EventsFixture.settings(PartitionManager.builder(role.dataSource()))
                .build();
    }

    /** Where one role may ask for the server's identity and another may not, policies are for the same tables all the same. */
    @Test
    void rolesOfDifferentRightsSeeTheSameIdentity() throws IOException {
        events.day("2026-01-01");
        events.manager().install();
        grant("maintainer");
        db.execute(
                "REVOKE EXECUTE ON FUNCTION pg_catalog.pg_control_system() FROM PUBLIC",
                "ALTER TABLE " + EVENTS + " OWNER TO " + role.name(),
                "ALTER TABLE \"App data\".\"Events_2026-01-01\" OWNER TO " + role.name());
        try {
            events.manager().manage(policy().build());
            String seen = db.queryString("SELECT seen_in FROM pgpartition.managed_table");
            assertThat(manager().maintain().created()).isNotEmpty();
            assertThat(db.queryString("SELECT seen_in FROM pgpartition.managed_table"))
                    .isEqualTo(seen)
                    .doesNotStartWith("unknown");
            assertThat(db.queryLong("SELECT count(*) FROM pgpartition.history WHERE action = 'find'"))
                    .isZero();
        } finally {
            db.execute("GRANT EXECUTE ON FUNCTION pg_catalog.pg_control_system() TO PUBLIC");
        }
    }

    @Test
    void ownerOfTheTableMaintainsIt() throws IOException {
        events.day("2026-01-01");
        events.manager().install();
        grant("maintainer");
        db.execute(
                "ALTER TABLE " + EVENTS + " OWNER TO " + role.name(),
                "ALTER TABLE \"App data\".\"Events_2026-01-01\" OWNER TO " + role.name());
        manager().manage(policy().retention("30 days").build());
        MaintenanceReport report = manager().maintain();
        assertThat(report.failures()).isEmpty();
        assertThat(report.created()).contains(made("20260328"), made("20260329"));
        assertThat(report.dropped()).hasSize(1);
        assertThat(manager().status()).hasSize(1);
        assertThat(manager().plan().isEmpty()).isTrue();
    }

    @Test
    void registrarOfTenantsNeedsNoRightToWritePolicies() throws IOException {
        db.execute("CREATE TABLE \"App data\".\"Orders\" (tenant text, at timestamptz, PRIMARY KEY (tenant, at))"
                + " PARTITION BY LIST (tenant)");
        events.manager()
                .manage(PartitionPolicy.of("\"App data\".\"Orders\"", "1 day")
                        .tenantColumn("tenant")
                        .build());
        grant("registrar");
        assertThat(role.queryStrings("SELECT pgpartition.add_tenant('\"App data\".\"Orders\"', 'acme')"))
                .containsExactly("acme");
        assertThat(role.queryStrings("SELECT pgpartition.remove_tenant('\"App data\".\"Orders\"', 'acme')"))
                .containsExactly("t");
        assertThatThrownBy(() -> role.execute("UPDATE pgpartition.managed_table SET premake = 1"))
                .hasMessageContaining("permission denied");
    }

    @Test
    void monitorSeesTheStatusAndNothingElse() throws IOException {
        events.manager().manage(policy().build());
        events.manager().maintain();
        grant("monitor");
        assertThat(manager().status()).hasSize(1);
        assertThatThrownBy(() -> manager().manage(policy().build())).isInstanceOf(PartitioningException.class);
    }

    @Test
    void saysWhichRightInstallingLacks() {
        assertThatThrownBy(() -> manager().install())
                .hasMessageContaining("Give the role CREATE on the database, or let its owner run this once");
    }
}
