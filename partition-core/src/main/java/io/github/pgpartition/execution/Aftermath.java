package io.github.pgpartition.execution;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.github.pgpartition.maintenance.Failure;
import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.StepKind;
import io.github.pgpartition.maintenance.StepResult;
import io.github.pgpartition.maintenance.StepResult.Outcome;
import io.github.pgpartition.registry.IdleTables;
import io.github.pgpartition.registry.ManagedTable;
import io.github.pgpartition.registry.PassLog;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is left to do when all steps of a pass are over. None of it may hide what the pass has done. */
final class Aftermath {

    private static final Logger LOG = LoggerFactory.getLogger(Aftermath.class);

    private final Connection connection;
    private final List<ManagedTable> tables;

    Aftermath(Connection connection, List<ManagedTable> tables) {
        this.connection = connection;
        this.tables = tables;
    }

    /**
     * Where a partition was to be made, and of tables that are left alone for the next hour: so not at every pass.
     *
     * @param idle tables of which nothing is due, by OID
     */
    Collection<Finding> drift(LockPolicy locks, List<StepResult> results, Set<Long> idle) {
        Set<QualifiedName> grown = results.stream()
                .filter(r -> r.step().kind() == StepKind.CREATE)
                .map(StepResult::table)
                .collect(toSet());
        Map<Long, QualifiedName> names = tables.stream()
                .filter(t -> grown.contains(t.name()) || idle.contains(t.oid()))
                .collect(toMap(ManagedTable::oid, ManagedTable::name, (a, b) -> a, LinkedHashMap::new));
        return new DriftCheck(connection, locks).findings(names).values();
    }

    /** For view {@code status}. In a transaction of the caller's the pass is not a whole one. */
    void remember(
            LockPolicy locks,
            Instant now,
            List<StepResult> results,
            List<Failure> failures,
            IdleTables before,
            Map<Long, Instant> idleUntil) {
        Map<QualifiedName, String> wrong = new HashMap<>();
        failures.forEach(f -> wrong.putIfAbsent(f.table(), f.message()));
        results.stream()
                .filter(r -> r.outcome() == Outcome.DEFERRED)
                .forEach(r -> wrong.putIfAbsent(r.table(), r.message()));
        Map<Long, PassLog.Entry> entries = new LinkedHashMap<>();
        for (ManagedTable table : tables) {
            Instant until = idleUntil.get(table.oid());
            String version = until == null ? null : before.fingerprints().get(table.oid());
            entries.put(table.oid(), new PassLog.Entry(wrong.getOrDefault(table.name(), ""), version, until));
        }
        try {
            if (!connection.isClosed() && connection.getAutoCommit()) {
                new PassLog(connection).write(locks.setting(), now, entries);
            }
        } catch (SQLException e) {
            LOG.warn("pgpartition.last_pass could not be told of this pass: {}", e.getMessage());
        }
    }
}
