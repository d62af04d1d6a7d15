package io.github.pgpartition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.testkit.Standby;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A server that only follows another: nothing to do there, and no error. */
@DisabledIfSystemProperty(named = "postgres", matches = "(?!embedded).*", disabledReason = "needs binaries of its own")
class StandbyTest {

    private static void primary(DataSource server) {
        try (Connection connection = server.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE events (at timestamptz NOT NULL) PARTITION BY RANGE (at)");
            statement.execute("CREATE TABLE numbers (n bigint NOT NULL) PARTITION BY RANGE (n)");
            statement.execute("CREATE TABLE n0 PARTITION OF numbers FOR VALUES FROM (0) TO (10)");
            PartitionManager manager = PartitionManager.builder(connection).build();
            manager.manage(PartitionPolicy.of("public.events", "1 day").build());
            manager.manage(PartitionPolicy.of("public.numbers", "10").build());
            statement.execute("CREATE TABLE gone (at timestamptz NOT NULL) PARTITION BY RANGE (at)");
            manager.manage(PartitionPolicy.of("public.gone", "1 day").build());
            statement.execute("DROP TABLE gone");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void passHasNothingToDoThereAndAPlanCanBeMade(@TempDir Path directory) throws IOException {
        try (Standby standby = Standby.of(directory, StandbyTest::primary)) {
            PartitionManager manager =
                    PartitionManager.builder(standby.dataSource()).build();
            for (MaintenanceReport report : new MaintenanceReport[] {manager.maintain(), manager.maintain("events")}) {
                assertThat(report.succeeded()).isTrue();
                assertThat(report.results()).isEmpty();
                assertThat(report.findings()).isEmpty();
            }
            assertThat(manager.plan().toSql())
                    .contains("CREATE TABLE \"public\".\"numbers_p10\"", "\"public\".\"events_p");
            assertThatThrownBy(() -> manager.manage(
                            PartitionPolicy.of("public.events", "1 week").build()))
                    .isInstanceOf(PartitioningException.class)
                    .hasMessageContaining("read-only transaction");
        }
    }
}
