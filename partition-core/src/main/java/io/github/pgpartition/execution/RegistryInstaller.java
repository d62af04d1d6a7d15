package io.github.pgpartition.execution;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.registry.RegistrySql;
import io.github.pgpartition.registry.RegistryVersion;
import io.github.pgpartition.sql.SqlStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes schema {@code pgpartition}, or brings it to the version of this library, as a whole or not at all. A newer one is left as it is:
 * upgrades only add, so an earlier library can work with it. (From version 1, which was never released, to 2 they did more.)
 *
 * <p>Locks: waits for no one but another install, and at most 10 seconds. An upgrade takes ACCESS EXCLUSIVE on tables of the schema that
 * it changes, never on yours.
 */
public final class RegistryInstaller {

    private static final String WHAT = "Cannot install schema pgpartition";

    private static final Logger LOG = LoggerFactory.getLogger(RegistryInstaller.class);

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private static final LockPolicy LOCKS = new LockPolicy(Duration.ofSeconds(10), 0);

    /** Serialises installs; the number is ours alone: "pgpartit" in ASCII. */
    private static final String LOCK = "SELECT pg_catalog.pg_advisory_xact_lock(8099868580060391796)";

    private final Connection connection;

    public RegistryInstaller(Connection connection) {
        this.connection = connection;
    }

    /** Safe from several nodes at once. */
    public void install() {
        RegistryVersion before = RegistryVersion.read(connection);
        if (!before.isCurrent()) {
            run(before);
        }
    }

    /**
     * Only where it is there and of an earlier version. On a standby nothing is to be done: its primary does it.
     *
     * @return what was found
     */
    public RegistryVersion upgrade() {
        RegistryVersion before = RegistryVersion.read(connection);
        if (before.canBeUpgraded()) {
            run(before);
        }
        return before;
    }

    /**
     * Another node may have done it while this one waited. A role that may not upgrade goes on with what is there: it may be all that is
     * needed, and the schema has only lost its comment.
     */
    private void run(RegistryVersion before) {
        try {
            TransactionSettings.run(connection, LOCKS, () -> {
                execute(LOCK);
                if (!RegistryVersion.read(connection).isCurrent()) {
                    execute(RegistrySql.install().stream()
                            .map(SqlStatement::text)
                            .collect(joining(";\n")));
                }
            });
        } catch (SQLException e) {
            if (before.installed() && INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
                LOG.warn(
                        "Schema pgpartition is of an earlier version, or its comment does not say, and this role may not change it ({})."
                                + " Let the role that installed it call PartitionManager.install() once",
                        e.getMessage());
                return;
            }
            throw PartitioningException.refused(WHAT, LOCK, e, advice(e));
        }
    }

    private void execute(String script) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(script);
        }
    }

    private static String advice(SQLException e) {
        return switch (String.valueOf(e.getSQLState())) {
            case "55P03" -> "Another session holds it for more than 10 seconds; run it again when that has ended";
            case "0A000" ->
                "A view of yours is over a table of schema pgpartition: drop it, run this, and create it again";
            case INSUFFICIENT_PRIVILEGE -> "Give the role CREATE on the database, or let its owner run this once";
            default -> "Correct what the server names, and run it again";
        };
    }
}
