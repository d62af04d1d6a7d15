package io.github.pgpartition.flyway;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.error.PartitioningException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/**
 * Runs a maintenance pass after each {@code migrate}, also when nothing was to be migrated.
 *
 * <p>With the jar on the class path there is nothing to do: it registers itself, once, whoever else names it or passes an instance. It runs
 * outside Flyway's transactions, on Flyway's connection; on another database than PostgreSQL it does nothing.
 */
public final class PartitionMaintenanceCallback implements Callback {

    private final InstantSource clock;

    public PartitionMaintenanceCallback() {
        this(InstantSource.system());
    }

    /** For those who have the time from elsewhere. */
    public PartitionMaintenanceCallback(InstantSource clock) {
        this.clock = requireNonNull(clock, "clock");
    }

    /** Goes by the event alone: the context is null, or without a connection, in some versions. */
    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.BEFORE_MIGRATE || event == Event.AFTER_MIGRATE || event == Event.AFTER_EACH_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return false;
    }

    @Override
    public void handle(Event event, Context context) {
        Connection connection = context.getConnection();
        try {
            if (!"PostgreSQL".equals(connection.getMetaData().getDatabaseProductName())) {
                return;
            }
            Maintenance maintenance = new Maintenance(connection, Settings.of(context.getConfiguration()), clock);
            if (event == Event.BEFORE_MIGRATE) {
                maintenance.beforeMigrate();
            } else if (event == Event.AFTER_MIGRATE) {
                maintenance.afterMigrate();
            } else {
                maintenance.afterEachMigrate();
            }
        } catch (PartitioningException | SQLException e) {
            throw new FlywayException(e.getMessage(), e);
        }
    }

    @Override
    public String getCallbackName() {
        return "partitionMaintenance";
    }
}
