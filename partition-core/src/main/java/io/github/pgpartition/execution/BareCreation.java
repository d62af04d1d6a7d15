package io.github.pgpartition.execution;

import io.github.pgpartition.model.InheritedProperties;
import io.github.pgpartition.operation.CreatePartitionFromDefault;
import io.github.pgpartition.operation.CreatePartitionGuarded;
import io.github.pgpartition.operation.CreatePartitionOnline;
import io.github.pgpartition.operation.CreatePartitionTree;
import io.github.pgpartition.operation.Operation;

/** The creation of a partition without what its table has beside columns and keys. */
final class BareCreation {

    private final Operation operation;
    private InheritedProperties left = InheritedProperties.NONE;

    BareCreation(Operation operation) {
        this.operation = bare(operation);
    }

    Operation operation() {
        return operation;
    }

    /** Whether there was something to be left out. */
    boolean lacksProperties() {
        return !left.equals(InheritedProperties.NONE);
    }

    /** What was left out, for people. */
    String properties() {
        return left.inWords();
    }

    private Operation bare(Operation full) {
        if (full instanceof CreatePartitionOnline create) {
            left = create.properties();
            return create.withProperties(InheritedProperties.NONE);
        }
        if (full instanceof CreatePartitionTree tree) {
            left = tree.top().properties();
            return tree.withProperties(InheritedProperties.NONE);
        }
        if (full instanceof CreatePartitionFromDefault moving) {
            return new CreatePartitionFromDefault(
                    moving.parent(), moving.partition(), bare(moving.create()), moving.rows());
        }
        return full instanceof CreatePartitionGuarded guarded
                ? new CreatePartitionGuarded(bare(guarded.create()), guarded.guard())
                : full;
    }
}
