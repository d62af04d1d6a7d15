package io.github.pgpartition.index;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.operation.AttachIndex;
import io.github.pgpartition.operation.CreateIndex;
import io.github.pgpartition.operation.IndexDefinition;
import io.github.pgpartition.operation.IndexMode;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A build as SQL, for the partitions that are known now: what a run does where none of it exists yet. No connection.
 *
 * @param operations in the order in which they have to run, each by itself
 * @param comment    what the text cannot know
 */
public record IndexScript(List<Operation> operations, String comment) {

    public IndexScript {
        operations = List.copyOf(operations);
    }

    public static IndexScript of(PartitionedTable table, IndexDefinition definition, boolean concurrently) {
        refuseUniqueOverForeign(table, definition);
        Writer writer = new Writer(definition, concurrently);
        writer.table(table, definition.name(), null);
        long foreign = table.leaves().filter(Partition::foreign).count();
        String comment = "For the " + table.leaves().count() + " partitions of "
                + table.name().sql()
                + " known now. A partition made later gets the index by itself; one whose index exists already gets that attached."
                + (foreign == 0 ? "" : " Left out: " + foreign + " foreign tables.");
        return new IndexScript(writer.operations, comment);
    }

    public List<SqlStatement> statements() {
        return operations.stream().flatMap(o -> o.statements().stream()).toList();
    }

    private static void refuseUniqueOverForeign(PartitionedTable table, IndexDefinition definition) {
        if (definition.unique()) {
            table.leaves().filter(Partition::foreign).findFirst().ifPresent(foreign -> {
                throw uniqueOverForeign(definition, table.name(), foreign.name());
            });
        }
    }

    static PartitioningException uniqueOverForeign(
            IndexDefinition definition, QualifiedName table, QualifiedName foreign) {
        return new PartitioningException(
                "Cannot add unique index " + definition.name().sql() + " to all partitions of " + table.sql(),
                "partition " + foreign.sql() + " is a foreign table, for which PostgreSQL can ensure nothing",
                "Detach that partition, or make the index not unique");
    }

    /** Collects operations, parents before children, except where the parent's index has to come last. */
    private static final class Writer {
        private final IndexDefinition definition;
        private final IndexNames names;
        private final IndexMode mode;
        private final List<Operation> operations = new ArrayList<>();

        Writer(IndexDefinition definition, boolean concurrently) {
            this.definition = definition;
            this.names = new IndexNames(definition.name());
            this.mode = concurrently ? IndexMode.CONCURRENTLY : IndexMode.PLAIN;
        }

        void table(PartitionedTable table, Identifier name, @Nullable QualifiedName parentIndex) {
            boolean last = table.partitions().stream().anyMatch(Partition::foreign);
            QualifiedName index = table.name().sibling(name);
            if (!last) {
                operations.add(new CreateIndex(table.name(), name, definition, IndexMode.ON_ONLY));
                attach(parentIndex, index);
            }
            for (Partition partition : table.partitions()) {
                partition(partition, last ? null : index);
            }
            if (last) {
                operations.add(new CreateIndex(table.name(), name, definition, IndexMode.PLAIN));
                attach(parentIndex, index);
            }
        }

        private void partition(Partition partition, @Nullable QualifiedName parentIndex) {
            Identifier name = names.on(partition.name());
            if (partition.partitioned().isPresent()) {
                table(partition.partitioned().get(), name, parentIndex);
            } else if (!partition.foreign() && !partition.detachPending()) {
                operations.add(new CreateIndex(partition.name(), name, definition, mode));
                attach(parentIndex, partition.name().sibling(name));
            }
        }

        private void attach(@Nullable QualifiedName parentIndex, QualifiedName index) {
            if (parentIndex != null) {
                operations.add(new AttachIndex(parentIndex, index));
            }
        }
    }
}
