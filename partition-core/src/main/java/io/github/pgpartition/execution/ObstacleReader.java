package io.github.pgpartition.execution;

import io.github.pgpartition.catalog.SchemaLookup;
import io.github.pgpartition.maintenance.Obstacles;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.TableLock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what stands round partitions that are to go: in one query where nothing does. */
final class ObstacleReader {

    private static final String DISTRIBUTED =
            "SELECT FROM pg_catalog.pg_dist_partition WHERE logicalrelid = ?::pg_catalog.oid";

    private final Connection connection;
    private final StateReader names;

    ObstacleReader(Connection connection, StateReader names) {
        this.connection = connection;
        this.names = names;
    }

    /** @param schema to archive to; null where nothing is archived */
    Obstacles read(long tableOid, Collection<Long> leaving, @Nullable Identifier schema) throws SQLException {
        Hanging hanging = Hanging.on(leaving, connection);
        List<ForeignKeyEnd> keys = ForeignKeyEnd.read(connection, tableOid, leaving, hanging.foreignKeys());
        boolean noSchema = schema != null
                && !SchemaLookup.missing(connection, List.of(schema)).isEmpty();
        return new Obstacles(
                dependents(hanging, keys),
                locks(keys, ForeignKeyEnd::detachLock),
                locks(keys, ForeignKeyEnd::dropLock),
                noSchema,
                schema == null ? Map.of() : new ArchiveNames(connection, names, schema).renames(leaving),
                hanging.citus() && isDistributed(tableOid));
    }

    private Map<Long, List<String>> dependents(Hanging hanging, List<ForeignKeyEnd> keys) throws SQLException {
        Map<Long, List<String>> dependents = DependentNames.read(connection, hanging.dependents());
        keys.stream()
                .filter(ForeignKeyEnd::keeps)
                .forEach(key -> dependents
                        .computeIfAbsent(key.partition(), k -> new ArrayList<>())
                        .add(key.name()));
        dependents.values().forEach(Collections::sort);
        return dependents;
    }

    private static List<TableLock> locks(List<ForeignKeyEnd> keys, Function<ForeignKeyEnd, Stream<TableLock>> lock) {
        return keys.stream().flatMap(lock).distinct().toList();
    }

    private boolean isDistributed(long tableOid) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(DISTRIBUTED)) {
            query.setLong(1, tableOid);
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }
}
