package io.github.pgpartition.execution;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.catalog.PropertiesReader;
import io.github.pgpartition.catalog.TemplateLookup;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.TableState;
import io.github.pgpartition.model.InheritedProperties;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the new partitions of tables take from them and from their templates. Finding it takes the server as long as making a partition, for
 * one table or for a hundred: so it is read for the next ones, too, and kept for a short while.
 */
final class ReadAhead {

    private static final Logger LOG = LoggerFactory.getLogger(ReadAhead.class);
    private static final int TABLES = 100;
    private static final Duration FRESH = Duration.ofSeconds(10);

    /** A table of which a turn is to come. */
    record Next(long oid, QualifiedName name) {

        static Next of(PartitionedTable table) {
            return new Next(table.oid(), table.name());
        }
    }

    private record Found(@Nullable QualifiedName template, InheritedProperties properties, long nanoTime) {

        boolean isFresh() {
            return System.nanoTime() - nanoTime < FRESH.toNanos();
        }
    }

    private final Connection connection;
    private final LockPolicy locks;
    private final Deque<Next> next;
    private final Map<Long, Found> found = new HashMap<>();

    /** @param next tables that are to get new partitions, in the order of their turns */
    ReadAhead(Connection connection, LockPolicy locks, Collection<Next> next) {
        this.connection = connection;
        this.locks = locks;
        this.next = new ArrayDeque<>(next);
    }

    /** With template and properties. */
    TableState addTo(TableState state) throws SQLException {
        Found of = find(Next.of(state.table()));
        return state.with().template(of.template()).properties(of.properties()).build();
    }

    private Found find(Next table) throws SQLException {
        Found known = found.remove(table.oid());
        if (known == null || !known.isFresh()) {
            readSeveral(table);
            known = found.remove(table.oid());
        }
        if (known == null) {
            read(List.of(table), locks);
            known = found.remove(table.oid());
        }
        return requireNonNull(known);
    }

    /** A table that cannot be read now is left to its own turn, and so are the others with it. */
    private void readSeveral(Next first) {
        List<Next> tables = new ArrayList<>(List.of(first));
        next.removeIf(first::equals);
        while (!next.isEmpty() && tables.size() < TABLES) {
            tables.add(next.poll());
        }
        if (tables.size() > 1) {
            try {
                read(tables, locks.once());
            } catch (SQLException | PartitioningException e) {
                LOG.debug("What new partitions are given is read table by table: {}", e.getMessage());
            }
        }
    }

    private void read(List<Next> tables, LockPolicy policy) throws SQLException {
        Map<QualifiedName, QualifiedName> templates = new TemplateLookup(connection)
                .templatesFor(tables.stream().map(Next::name).toList());
        Map<Long, InheritedProperties> properties = PropertiesToInherit.read(
                connection,
                policy,
                tables.stream()
                        .map(t -> new PropertiesReader.Source(t.oid(), templates.get(t.name())))
                        .toList());
        for (Next table : tables) {
            found.put(
                    table.oid(),
                    new Found(
                            templates.get(table.name()),
                            properties.getOrDefault(table.oid(), InheritedProperties.NONE),
                            System.nanoTime()));
        }
    }
}
