package io.github.pgpartition.execution;

import io.github.pgpartition.catalog.DriftReader;
import io.github.pgpartition.maintenance.DriftFinding;
import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.model.Drift;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Partitions that lack what a new one would get, one finding per table. Only tells; when it cannot be read, a pass goes on without. */
final class DriftCheck {

    private static final Logger LOG = LoggerFactory.getLogger(DriftCheck.class);

    private final Connection connection;
    private final LockPolicy locks;

    DriftCheck(Connection connection, LockPolicy locks) {
        this.connection = connection;
        this.locks = locks;
    }

    /** By the OID of the table. One query, whatever the number of tables. */
    Map<Long, Finding> findings(Map<Long, QualifiedName> tables) {
        Map<Long, Finding> findings = new LinkedHashMap<>();
        if (tables.isEmpty()) {
            return findings;
        }
        try {
            ShortTransaction.run(connection, locks, () -> {
                List<Drift> drifts = DriftReader.read(connection, tables.keySet());
                for (Drift drift : drifts) {
                    QualifiedName table = tables.get(drift.tableOid());
                    if (table != null) {
                        findings.put(drift.tableOid(), DriftFinding.of(table, drift));
                    }
                }
            });
        } catch (SQLException e) {
            LOG.warn("Not looked for partitions that lack what a new one would get: {}", e.getMessage());
        }
        return findings;
    }
}
