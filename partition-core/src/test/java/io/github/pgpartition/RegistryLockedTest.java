package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.made;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody has locked a table of the registry and does not end. Nothing of ours waits without end behind him. */
@Timeout(30)
class RegistryLockedTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void table() {
        events.reset();
        events.manager().manage(policy().build());
    }

    private static Session lock(String table) {
        return db.session("LOCK TABLE pgpartition." + table + " IN ACCESS EXCLUSIVE MODE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"managed_table", "managed_tenant", "history"})
    void passAndPlanSayWhoIsInTheWay(String table) {
        try (Session other = lock(table)) {
            for (Runnable call : new Runnable[] {
                () -> events.manager().maintain(), () -> events.manager().plan()
            }) {
                assertThatThrownBy(call::run)
                        .isInstanceOf(PartitioningException.class)
                        .hasMessageContaining(
                                "Cannot use schema pgpartition: 3 attempts of 100 ms did not get the lock; in the way: pid "
                                        + other.pid())
                        .hasMessageEndingWith("End that session or raise lockTimeout; the next pass tries again.");
            }
        }
        assertThat(events.manager().maintain().created()).containsExactly(made("20260328"), made("20260329"));
    }

    /** Somebody locks it when the pass has looked into it and is about to ask it whose a DEFAULT partition is. */
    @Test
    void historyThatIsLockedInTheMiddleOfAPassFailsTheTablesThatNeedIt() throws SQLException {
        db.execute("ALTER DATABASE " + db.name() + " SET statement_timeout = '5s'");
        events.defaultPartition();
        List<Session> others = new ArrayList<>();
        try (Connection real = db.connect()) {
            MaintenanceReport report = EventsFixture.settings(PartitionManager.builder(WatchedConnection.of(
                            real, (connection, sql) -> {
                                if (others.isEmpty() && sql.contains("AS ours")) {
                                    others.add(lock("history"));
                                }
                            })))
                    .build()
                    .maintain();
            assertThat(report.failures())
                    .singleElement()
                    .satisfies(f -> assertThat(f.message())
                            .startsWith(
                                    "Cannot use schema pgpartition: 1 attempt of 100 ms did not get the lock; in the way:"
                                            + " pid " + others.get(0).pid()));
        } finally {
            others.forEach(Session::close);
            db.execute("ALTER DATABASE " + db.name() + " RESET statement_timeout");
        }
        assertThat(events.manager().maintain().created()).hasSize(2);
    }

    /** It only makes a note there of how the pass went. */
    @Test
    void passThatCannotSayThatItWasThereHasWorkedAllTheSame() {
        try (Session other = lock("last_pass")) {
            assertThat(events.manager().maintain().created()).hasSize(2);
            assertThat(other.pid()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"managed_table", "last_pass"})
    void statusIsRefused(String table) {
        try (Session other = lock(table)) {
            assertThat(other.pid()).isPositive();
            assertThatThrownBy(() -> events.manager().status())
                    .isInstanceOf(PartitioningException.class)
                    .hasMessageContaining("Somebody has locked a table of schema pgpartition, and pg_locks says who");
        }
    }

    @Test
    void transactionOfTheCallerGoesOnWithItsOwnSettings() {
        try (Session caller = db.session("SET LOCAL lock_timeout = '7s'")) {
            PartitionManager manager = EventsFixture.settings(PartitionManager.builder(caller.connection()))
                    .build();
            try (Session other = lock("history")) {
                assertThatThrownBy(manager::premake).hasMessageContaining("pid " + other.pid());
            }
            assertThat(manager.premake().created()).hasSize(2);
            assertThat(manager.status()).hasSize(1);
            assertThat(caller.queryString("SHOW lock_timeout")).isEqualTo("7s");
            caller.execute("COMMIT");
        }
        assertThat(events.partitionNames()).hasSize(2);
    }

    @Test
    void sessionKeepsItsSettings() {
        db.run("a pass", connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("SET lock_timeout = '7s'");
                PartitionManager manager = EventsFixture.settings(PartitionManager.builder(connection))
                        .build();
                manager.maintain();
                manager.manage(policy().premake(2).build());
                manager.status();
                var shown = statement.executeQuery("SHOW lock_timeout");
                shown.next();
                return assertThat(shown.getString(1)).isEqualTo("7s");
            }
        });
    }

    @Test
    void declarationIsRefusedInTheEnd() {
        long start = System.nanoTime();
        try (Session other = lock("managed_table")) {
            assertThat(other.pid()).isPositive();
            assertThatThrownBy(() -> events.manager().unmanage(EVENTS))
                    .hasMessageContaining("Somebody has locked a table of schema pgpartition, and pg_locks says who");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }
}
