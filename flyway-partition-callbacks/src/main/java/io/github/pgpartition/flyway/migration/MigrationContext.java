package io.github.pgpartition.flyway.migration;

import io.github.pgpartition.execution.LockPolicy;
import java.sql.Connection;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Where a migration runs.
 *
 * @param connection        that it runs on; in autocommit, or in a transaction which is never ended here
 * @param dataSource        for more connections, where an index is built on several at once
 * @param locks             how long to wait for locks, and how often
 * @param clock             what is due depends on the time
 * @param log               is told the SQL, before it runs
 * @param lockedTransaction how to end a transaction that somebody has open while the migration runs, for CREATE INDEX CONCURRENTLY would
 *                          wait for it: a sentence without a full stop; empty where there is none
 */
public record MigrationContext(
        Connection connection,
        DataSource dataSource,
        LockPolicy locks,
        InstantSource clock,
        Consumer<String> log,
        Optional<String> lockedTransaction) {}
