package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.made;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A pool that is set up for frameworks gives its connections with autocommit off, and rolls back what nobody has committed. */
class PoolWithoutAutocommitTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void table() {
        events.reset();
    }

    /** Of one connection, which is rolled back when it is closed. */
    private static PartitionManager manager(Connection only) {
        Connection pooled = (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        assertThat(only.getAutoCommit()).as("as it was given").isFalse();
                        only.rollback();
                        return null;
                    }
                    try {
                        return method.invoke(only, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        DataSource pool = (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> pooled);
        return EventsFixture.settings(PartitionManager.builder(pool)).build();
    }

    @Test
    void whatIsDoneStays() throws SQLException {
        try (Connection only = db.dataSource().getConnection()) {
            only.setAutoCommit(false);
            PartitionManager manager = manager(only);
            manager.manage(policy().retention("2 days").build());
            events.day("2026-03-25");
            assertThat(manager.maintain().dropped()).hasSize(1);
            manager.table(EVENTS).createPartition("\"Old\"", RangeBounds.of("2026-01-01", "2026-01-02"));
        }
        assertThat(events.partitionNames())
                .containsExactlyInAnyOrder(QualifiedName.of("App data", "Old"), made("20260328"), made("20260329"));
    }

    /** As of a DataSource that gives everybody the connection of the transaction that a framework has begun. */
    @Test
    void transactionThatSomebodyHasOpenIsNotCommitted() throws SQLException {
        events.manager().manage(policy().build());
        try (Connection only = db.dataSource().getConnection();
                Statement statement = only.createStatement()) {
            only.setAutoCommit(false);
            statement.execute("CREATE TABLE \"App data\".theirs ()");
            assertThat(manager(only).maintain().created()).hasSize(2);
        }
        assertThat(events.exists(QualifiedName.of("App data", "theirs"))).isFalse();
        assertThat(events.partitionNames()).isEmpty();
    }
}
