package io.github.pgpartition.flyway;

import io.github.pgpartition.PartitionManager;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.policy.PartitionPolicy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogFactory;

/** What the callback does at its events, on Flyway's connection. */
final class Maintenance {

    private static final Log LOG = LogFactory.getLog(PartitionMaintenanceCallback.class);

    private final Connection connection;
    private final Settings settings;
    private final PartitionManager manager;

    Maintenance(Connection connection, Settings settings, InstantSource clock) {
        this.connection = connection;
        this.settings = settings;
        manager = PartitionManager.builder(connection)
                .lockTimeout(settings.locks().timeout())
                .lockRetries(settings.locks().retries())
                .clock(clock)
                .build();
    }

    /** Also for a dry run, which is one of maintenance and not of migrations: those may call {@code pgpartition.manage}. */
    void beforeMigrate() {
        List<String> failures = new ArrayList<>();
        attempt(failures, manager::install);
        tell(failures, "Nothing was migrated");
        if (!settings.dryRun()) {
            premake();
        }
    }

    /**
     * A migration that inserts rows needs partitions, and afterMigrate comes only where all migrations succeeded. What cannot be made is for
     * afterMigrate to report: a migration may be what repairs it.
     */
    private void premake() {
        List<String> failures = new ArrayList<>();
        attempt(failures, () -> {
            MaintenanceReport report = manager.premake();
            if (!report.created().isEmpty()) {
                LOG.info("Before the migrations, since rows of theirs may need them: "
                        + report.toText().strip());
            }
            report.failures().forEach(f -> failures.add(f.table().sql() + ": " + f.message()));
        });
        if (!failures.isEmpty()) {
            LOG.warn("Not all partitions that are due could be made before the migrations: "
                    + String.join("\n", failures));
        }
    }

    void afterMigrate() throws SQLException {
        if (!settings.events().contains(Settings.AFTER_MIGRATE)) {
            return;
        }
        List<String> failures = new ArrayList<>();
        if (settings.dryRun()) {
            plan(failures);
        } else {
            declare(failures);
            attempt(failures, () -> maintain(failures));
        }
        tell(failures, "The migrations are committed, and the next migrate tries again, also with nothing to migrate");
    }

    /** Only creates, in the transaction of the migration; one without a transaction is left to the pass at the end. */
    void afterEachMigrate() throws SQLException {
        boolean wanted = settings.events().contains(Settings.AFTER_EACH_MIGRATE) && !settings.dryRun();
        if (!wanted || connection.getAutoCommit()) {
            return;
        }
        List<String> failures = new ArrayList<>();
        Savepoint savepoint = connection.setSavepoint();
        attempt(failures, () -> maintain(failures));
        if (failures.isEmpty()) {
            connection.releaseSavepoint(savepoint);
        } else {
            connection.rollback(savepoint);
        }
        tell(failures, "The migration is rolled back, as if it had not run");
    }

    private void declare(List<String> failures) {
        for (PartitionPolicy policy : settings.policies()) {
            attempt(failures, () -> manager.manage(policy));
        }
    }

    private void maintain(List<String> failures) {
        MaintenanceReport report = manager.maintain();
        if (report.tables() > 0) {
            LOG.info(report.toText().strip());
        }
        report.failures().forEach(f -> failures.add(f.table().sql() + ": " + f.message()));
    }

    /** The policies of the settings are part of the plan: they are declared in a transaction which is then taken back. */
    private void plan(List<String> failures) throws SQLException {
        connection.setAutoCommit(false);
        try {
            for (PartitionPolicy policy : settings.policies()) {
                Savepoint savepoint = connection.setSavepoint();
                if (!attempt(failures, () -> manager.manage(policy))) {
                    connection.rollback(savepoint);
                }
            }
            attempt(failures, () -> LOG.info(manager.plan().toSql().strip()));
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static boolean attempt(List<String> failures, Runnable work) {
        try {
            work.run();
            return true;
        } catch (PartitioningException e) {
            failures.add(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void tell(List<String> failures, String consequence) {
        if (failures.isEmpty()) {
            return;
        }
        String text = "Partition maintenance failed: " + String.join("\n", failures);
        if (settings.warnOnly()) {
            LOG.warn(text);
        } else {
            throw new PartitionMaintenanceException(text, consequence);
        }
    }
}
