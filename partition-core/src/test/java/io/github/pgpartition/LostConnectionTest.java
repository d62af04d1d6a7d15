package io.github.pgpartition;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.Failure;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is said of a pass whose session is ended while it is at work, and what comes of it. */
class LostConnectionTest {

    private static final List<QualifiedName> TABLES = Stream.of("A", "B", "C")
            .map(name -> QualifiedName.of("App data", name))
            .toList();

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void tables() {
        events.reset();
        for (QualifiedName table : TABLES) {
            events.createTable(table.name().value(), "bigint");
            events.manager()
                    .manage(PartitionPolicy.of(table.sql(), "10").premake(1).build());
            db.execute("CREATE TABLE \"App data\".\"" + table.name().value() + "0\" PARTITION OF " + table.sql()
                    + " FOR VALUES FROM (0) TO (10)");
        }
    }

    /** Ended before the statement of that number that reads a highest key. */
    private MaintenanceReport endedBefore(int number) throws SQLException {
        int[] count = {0};
        try (Connection connection = db.connect()) {
            return EventsFixture.settings(PartitionManager.builder(WatchedConnection.of(connection, (real, sql) -> {
                        if (sql.contains("pg_catalog.max(") && ++count[0] == number) {
                            db.terminate(pid(real));
                        }
                    })))
                    .build()
                    .maintain();
        }
    }

    private static int pid(Connection real) throws SQLException {
        try (Statement statement = real.createStatement();
                var row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    /** The first three keys are read for the outline, the other ones for the plans of the group. */
    @Test
    void isToldOfAsThatAndTheNextPassCompletesTheWork() throws SQLException {
        MaintenanceReport report = endedBefore(5);
        assertThat(report.failures()).isNotEmpty();
        assertThat(report.failures())
                .extracting(Failure::message)
                .allSatisfy(message -> assertThat(message)
                        .contains("the next pass complete")
                        .doesNotContain("Give the role", "Correct"));
        assertThat(report.failures())
                .extracting(Failure::message)
                .anySatisfy(
                        message -> assertThat(message)
                                .startsWith("Cannot read the highest key of ")
                                .contains(
                                        "The connection is lost; run it again, or let the next pass complete the work. (SQLSTATE 57P01"));
        assertThat(report.failures()).extracting(Failure::table).doesNotHaveDuplicates();
        assertThat(events.manager().maintain().succeeded()).isTrue();
        assertThat(events.manager().plan().isEmpty()).isTrue();
    }
}
