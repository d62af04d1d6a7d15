package io.github.pgpartition.maintenance;

import io.github.pgpartition.operation.MoveToSchema.Rename;
import io.github.pgpartition.sql.TableLock;
import java.util.List;
import java.util.Map;

/**
 * What stands round the partitions that are to go. Read only where some are.
 *
 * @param dependents          by the OID of a partition: what would not survive its drop, for people
 * @param detachLocks         on tables at the other end of foreign keys, that a detach takes
 * @param dropLocks           on such tables, that dropping a detached partition takes
 * @param noRetentionSchema   whether the schema to archive to is missing
 * @param renames             by the OID of a partition: what has to get another name before it can move there
 * @param distributed         whether Citus distributes the table
 */
public record Obstacles(
        Map<Long, List<String>> dependents,
        List<TableLock> detachLocks,
        List<TableLock> dropLocks,
        boolean noRetentionSchema,
        Map<Long, List<Rename>> renames,
        boolean distributed) {

    public static final Obstacles NONE = new Obstacles(Map.of(), List.of(), List.of(), false, Map.of(), false);

    public Obstacles {
        dependents = Map.copyOf(dependents);
        detachLocks = List.copyOf(detachLocks);
        dropLocks = List.copyOf(dropLocks);
        renames = Map.copyOf(renames);
    }

    List<String> dependents(long partitionOid) {
        return dependents.getOrDefault(partitionOid, List.of());
    }

    List<Rename> renames(long partitionOid) {
        return renames.getOrDefault(partitionOid, List.of());
    }
}
