package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.NOW;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.policy.DefaultPartition;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/** Sessions that begin as REPEATABLE READ: what is looked at under a lock is what is there then. */
class IsolationTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    /** With autosave the driver sets a savepoint before statements, behind which no transaction can set its isolation level. */
    @ParameterizedTest
    @ValueSource(strings = {"conservative", "always"})
    void driverThatSavesItselfIsNoHindrance(String autosave) throws SQLException {
        db.execute("ALTER DATABASE \"" + db.name() + "\" SET default_transaction_isolation = 'repeatable read'");
        events.reset();
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setURL(db.jdbcUrl());
        dataSource.setProperty("autosave", autosave);
        PartitionManager manager =
                EventsFixture.settings(PartitionManager.builder(dataSource)).build();
        manager.manage(policy().build());
        assertThat(manager.maintain().created()).isNotEmpty();
        try (Connection connection = dataSource.getConnection()) {
            EventsFixture.settings(PartitionManager.builder(connection)).build().maintain();
            assertThat(connection.unwrap(PGConnection.class).getAutosave().value())
                    .isEqualTo(autosave);
        }
    }

    @Test
    void defaultPartitionThatIsFilledWhileItsLockIsWaitedForStays() {
        db.execute("ALTER DATABASE \"" + db.name() + "\" SET default_transaction_isolation = 'repeatable read'");
        events.reset();
        events.defaultPartition();
        events.manager().manage(policy().defaultPartition(DefaultPartition.KEEP).build());
        events.manager().maintain();
        events.manager().manage(policy().build());
        PartitionManager patient = PartitionManager.builder(db.dataSource())
                .clock(InstantSource.fixed(NOW))
                .lockTimeout(Duration.ofSeconds(20))
                .build();
        assertThat(patient.plan().toSql()).contains("DROP TABLE");
        try (Session writer = db.session("INSERT INTO " + EVENTS + " VALUES (1, '2020-01-01 00:00+00')")) {
            CompletableFuture<MaintenanceReport> pass = CompletableFuture.supplyAsync(patient::maintain);
            await().until(() -> db.queryLong("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0);
            writer.execute("COMMIT");
            assertThat(pass.join().dropped()).isEmpty();
        }
        assertThat(db.queryLong("SELECT count(*) FROM " + EVENTS)).isEqualTo(1);
    }
}
