package io.github.pgpartition.examples.library;

import io.github.pgpartition.PartitionManager;
import io.github.pgpartition.PartitionedTable;
import io.github.pgpartition.hook.PartitionHook;
import io.github.pgpartition.key.KeyCondition;
import io.github.pgpartition.policy.PartitionPolicy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;

/** Events of tenants, a partition for each day of each. */
final class EventStore implements AutoCloseable {

    private final DataSource database;
    private final PartitionManager manager;
    private final PartitionedTable events;

    EventStore(DataSource database, InstantSource clock, PartitionHook export) {
        this.database = database;
        manager = PartitionManager.builder(database).clock(clock).hook(export).build();
        events = manager.table("events").cached(Duration.ofMinutes(1));
    }

    /** The table, which a migration would make, is there by now. */
    void start(Duration interval) {
        manager.manage(PartitionPolicy.of("events", "1 day")
                .premake(7)
                .retention("90 days")
                .tenantColumn("tenant")
                .build());
        manager.start(interval);
    }

    /** Its rows can be inserted when this returns. */
    void signUp(String tenant, String retention) {
        manager.addTenant("events", tenant, retention);
    }

    long count(String tenant, Instant from, Instant to) throws SQLException {
        KeyCondition between = events.keyBetween(List.of(tenant, from), List.of(tenant, to));
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT count(*) FROM events WHERE " + between.sql())) {
            between.bind(select, 1);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Where an event is stored, or nowhere: {@code "public"."events_acme_p20260328"}. */
    String place(String tenant, Instant at) {
        return events.partitionFor(tenant, at).map(p -> p.name().sql()).orElse("nowhere");
    }

    @Override
    public void close() {
        manager.close();
    }
}
