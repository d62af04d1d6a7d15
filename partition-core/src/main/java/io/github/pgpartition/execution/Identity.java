package io.github.pgpartition.execution;

import io.github.pgpartition.catalog.PartitionLookup;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.maintenance.StepKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** The last look before something is taken away: is it still the relation that was planned for, by OID, name and place? */
final class Identity {

    private final Connection connection;
    private final long parentOid;
    private final Step step;

    Identity(Connection connection, long parentOid, Step step) {
        this.connection = connection;
        this.parentOid = parentOid;
        this.step = step;
    }

    /** Whether the planned detach has begun and was not ended. */
    boolean isDetachPending() throws SQLException {
        return find().map(PartitionLookup.Found::detachPending).orElse(false);
    }

    /**
     * What is detached must be our partition with the bounds it had, and not the last one; what is dropped or moved must be nobody's
     * partition any more. Below it there must be what there was.
     */
    void verify() throws SQLException {
        PartitionLookup.Found found = find().orElseThrow(() -> changed("it is gone"));
        if (!found.name().equals(step.partition())) {
            throw changed("it is now called " + found.name().sql());
        }
        boolean detaches = step.kind() == StepKind.DETACH || step.kind() == StepKind.FINALIZE;
        if (detaches && !found.isPartitionOf(parentOid)) {
            throw changed("it is no partition of that table any more");
        }
        if (detaches && !found.hasBounds(step.bounds())) {
            throw changed("its bounds are now " + found.bounds());
        }
        if (!detaches && found.isAttached()) {
            throw changed("it is a partition again");
        }
        if (!found.below().equals(step.below())) {
            throw changed("it has other partitions below it");
        }
        if (step.kind() == StepKind.DETACH && !found.hasOthers()) {
            throw new Kept("partition " + step.partition().sql() + " stays, as it is the last one of its table");
        }
    }

    private Optional<PartitionLookup.Found> find() throws SQLException {
        return PartitionLookup.find(connection, step.partitionOid());
    }

    private PartitioningException changed(String why) {
        return new PartitioningException(
                "Cannot " + step.operation().describe(),
                why + ", unlike when the pass was planned",
                "Nothing was done to it; the next pass looks again");
    }
}
