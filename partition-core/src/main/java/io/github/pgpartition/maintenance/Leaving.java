package io.github.pgpartition.maintenance;

import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.operation.DropTable;
import io.github.pgpartition.operation.MoveToSchema;
import io.github.pgpartition.operation.MoveToSchema.Rename;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What becomes of a partition that is over, once it is detached, and what may be in the way of that. */
final class Leaving {

    private final PartitionPolicy policy;
    private final Obstacles obstacles;
    private final QualifiedName table;
    private final List<Finding> findings;

    Leaving(PartitionPolicy policy, TableState state, List<Finding> findings) {
        this.policy = policy;
        this.obstacles = state.obstacles();
        this.table = state.table().name();
        this.findings = findings;
    }

    /** Whether something keeps it, so that it had better not be detached either. */
    boolean isKept(Partition partition) {
        List<String> dependents = obstacles.dependents(partition.oid());
        return switch (policy.retentionAction()) {
            case DETACH -> false;
            case DROP -> {
                if (!dependents.isEmpty()) {
                    find("partition " + partition.name().sql() + " is past its retention and not dropped, as "
                            + String.join(" and ", dependents) + (dependents.size() == 1 ? " depends" : " depend")
                            + " on it: drop what depends on it first");
                }
                yield !dependents.isEmpty();
            }
            case ARCHIVE -> obstacles.noRetentionSchema();
        };
    }

    /** What follows the detach. */
    Optional<Step> step(Partition partition, String reason) {
        return switch (policy.retentionAction()) {
            case DETACH -> Optional.empty();
            case DROP -> Optional.of(Step.of(StepKind.DROP, partition, drop(partition), reason));
            case ARCHIVE -> Optional.of(Step.of(StepKind.ARCHIVE, partition, archive(partition), reason));
        };
    }

    private DropTable drop(Partition partition) {
        return new DropTable(partition.name(), false, partition.foreign(), obstacles.dropLocks());
    }

    private MoveToSchema archive(Partition partition) {
        Identifier schema = policy.retentionSchema().orElseThrow();
        List<Rename> renames = obstacles.renames(partition.oid());
        for (Rename rename : renames) {
            find((rename.index() ? "index " : "table ") + rename.relation().sql() + " is archived as "
                    + rename.newName().sql() + ", as schema " + schema.sql() + " has something of that name");
        }
        return new MoveToSchema(partition.name(), schema, below(partition).toList(), renames);
    }

    private static Stream<QualifiedName> below(Partition partition) {
        return partition.partitioned().stream()
                .flatMap(PartitionedTable::allPartitions)
                .map(Partition::name);
    }

    private void find(String message) {
        findings.add(new Finding(table, message));
    }
}
