package io.github.pgpartition.execution;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.catalog.PropertiesReader;
import io.github.pgpartition.catalog.TemplateLookup;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.TableState;
import io.github.pgpartition.model.InheritedProperties;
import io.github.pgpartition.registry.ManagedTable;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the new partitions of tables take from them and from their templates. Finding it takes the server as long as making a partition, for
 * one table or for several: so it is read for all that are planned together.
 */
final class ReadAhead {

    private static final Logger LOG = LoggerFactory.getLogger(ReadAhead.class);

    private record Table(long oid, QualifiedName name) {}

    private record Found(@Nullable QualifiedName template, InheritedProperties properties) {}

    private final Connection connection;
    private final LockPolicy locks;
    private final List<Table> together;
    private final Map<Long, Found> found = new HashMap<>();

    private ReadAhead(Connection connection, LockPolicy locks, List<Table> together) {
        this.connection = connection;
        this.locks = locks;
        this.together = new ArrayList<>(together);
    }

    /** Of tables that are planned together. */
    static ReadAhead of(Connection connection, LockPolicy locks, List<ManagedTable> tables) {
        return new ReadAhead(
                connection,
                locks,
                tables.stream()
                        .map(table -> new Table(table.oid(), table.name()))
                        .toList());
    }

    /** With template and properties. */
    TableState addTo(TableState state) throws SQLException {
        readTogether();
        Table table = new Table(state.table().oid(), state.table().name());
        Found known = found.get(table.oid());
        if (known == null) {
            known = requireNonNull(read(List.of(table), locks).get(table.oid()));
        }
        return state.with()
                .template(known.template())
                .properties(known.properties())
                .build();
    }

    /** Once. Where one of the tables cannot be read now, each is read by itself. */
    private void readTogether() {
        List<Table> tables = List.copyOf(together);
        together.clear();
        if (tables.size() > 1) {
            try {
                found.putAll(read(tables, locks.once()));
            } catch (SQLException | PartitioningException e) {
                LOG.debug("What new partitions are given is read table by table: {}", e.getMessage());
            }
        }
    }

    private Map<Long, Found> read(List<Table> tables, LockPolicy policy) throws SQLException {
        Map<QualifiedName, QualifiedName> templates = new TemplateLookup(connection)
                .templatesFor(tables.stream().map(Table::name).toList());
        Map<Long, InheritedProperties> properties = PropertiesToInherit.read(
                connection,
                policy,
                tables.stream()
                        .map(t -> new PropertiesReader.Source(t.oid(), templates.get(t.name())))
                        .toList());
        Map<Long, Found> read = new HashMap<>();
        for (Table table : tables) {
            read.put(
                    table.oid(),
                    new Found(
                            templates.get(table.name()),
                            properties.getOrDefault(table.oid(), InheritedProperties.NONE)));
        }
        return read;
    }
}
