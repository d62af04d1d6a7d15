package io.github.pgpartition.flyway;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.flyway.migration.MigrationContext;
import io.github.pgpartition.flyway.migration.Partitions;
import java.sql.Connection;
import java.time.InstantSource;
import java.util.Optional;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogFactory;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jspecify.annotations.Nullable;

/**
 * What the two kinds of migrations share.
 *
 * <p>Their checksum is null, as with all Java migrations of Flyway: what one does is known only when it runs, and the bytes of its class
 * change with the compiler. To have {@code validate} notice a change, override {@code getChecksum()} and return another number.
 */
abstract class JavaPartitionMigration extends BaseJavaMigration {

    private @Nullable Context context;
    private @Nullable Partitions partitions;

    /** What the migration does, by {@link #partitions()} and {@link #connection()}. */
    protected abstract void migrate() throws Exception;

    /** What can be done to partitioned tables; each call ends with {@code execute()}. Only while the migration runs. */
    protected final Partitions partitions() {
        return running(partitions);
    }

    /** Flyway's connection, for SQL of one's own; not to be closed. Only while the migration runs. */
    protected final Connection connection() {
        return running(context).getConnection();
    }

    @Override
    public final void migrate(Context flyway) throws Exception {
        Log log = LogFactory.getLog(getClass());
        try {
            Partitions all = Partitions.in(contextOf(flyway, log));
            context = flyway;
            partitions = all;
            migrate();
            all.requireNothingOpen();
        } catch (PartitioningException e) {
            log.error(e.getMessage()); // Flyway says no more than that a migration failed
            throw e;
        } finally {
            context = null;
            partitions = null;
        }
    }

    private <T> T running(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException(getClass().getName() + " is not running: call it from migrate()");
        }
        return value;
    }

    private static MigrationContext contextOf(Context flyway, Log log) {
        return new MigrationContext(
                flyway.getConnection(),
                flyway.getConfiguration().getDataSource(),
                Settings.of(flyway.getConfiguration()).locks(),
                InstantSource.system(),
                log::info,
                lockedTransaction(flyway.getConfiguration()));
    }

    /** Flyway holds its lock in a transaction unless told otherwise. The name of the method is the one that 10.22 has. */
    @SuppressWarnings("deprecation")
    private static Optional<String> lockedTransaction(Configuration configuration) {
        PostgreSQLConfigurationExtension postgres =
                configuration.getPluginRegister().getPlugin(PostgreSQLConfigurationExtension.class);
        return postgres != null && postgres.isTransactionalLock()
                ? Optional.of("Set flyway.postgresql.transactional.lock=false, and Flyway takes its lock without a"
                        + " transaction; or call concurrently(false)")
                : Optional.empty();
    }
}
