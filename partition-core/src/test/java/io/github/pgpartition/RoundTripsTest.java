package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A pass that looks at tables and finds nothing to do asks as often for many tables as for one. */
class RoundTripsTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void reset() {
        events.reset();
        events.manager().manage(policy().retention("30 days").build());
    }

    private List<String> idlePass() throws SQLException {
        events.manager().maintain();
        List<String> sent = new ArrayList<>();
        try (Connection real = db.connect()) {
            var manager = EventsFixture.settings(
                            PartitionManager.builder(WatchedConnection.of(real, (connection, sql) -> sent.add(sql))))
                    .build();
            assertThat(manager.maintain().results()).isEmpty();
        }
        return sent;
    }

    @Test
    void numberOfTablesAndPartitionsDoesNotMatter() throws SQLException {
        List<String> one = idlePass();
        assertThat(one).hasSize(9);
        for (int i = 1; i <= 20; i++) {
            events.createTable("More " + i, i % 2 == 0 ? "date" : "timestamp");
            events.manager()
                    .manage(PartitionPolicy.of("\"App data\".\"More " + i + "\"", "1 day")
                            .premake(i)
                            .retention("30 days")
                            .build());
        }
        assertThat(idlePass()).isEqualTo(one);
    }
}
