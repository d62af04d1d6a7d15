package io.github.pgpartition.execution;

import io.github.pgpartition.catalog.PartitionLookup;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.maintenance.StepKind;
import io.github.pgpartition.model.DefaultBounds;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The last look before something is taken away: is it still the relation that was planned for, by OID, name and place? */
final class Identity {

    private final Connection connection;
    private final long managedOid;
    private final Step step;

    Identity(Connection connection, long managedOid, Step step) {
        this.connection = connection;
        this.managedOid = managedOid;
        this.step = step;
    }

    /** Whether the planned detach has begun and was not ended. */
    boolean isDetachPending() throws SQLException {
        return find().map(PartitionLookup.Found::detachPending).orElse(false);
    }

    /**
     * What is detached must be our partition with the bounds it had, and not the last one; what is dropped or moved must be nobody's
     * partition any more. Below it there must be what there was. The last one of a tenant's table may go: its tenant was removed.
     */
    void verify() throws SQLException {
        verify(find());
    }

    /** The same for several, which are to go together: another one has to stay. */
    static void verify(Connection connection, long managedOid, List<Step> steps) throws SQLException {
        Map<Long, PartitionLookup.Found> found = PartitionLookup.find(
                connection, steps.stream().map(Step::partitionOid).toList());
        for (Step step : steps) {
            new Identity(connection, managedOid, step).verify(Optional.ofNullable(found.get(step.partitionOid())));
        }
    }

    private void verify(Optional<PartitionLookup.Found> there) {
        PartitionLookup.Found found = there.orElseThrow(() -> changed("it is gone"));
        if (!found.name().equals(step.partition())) {
            throw changed("it is now called " + found.name().sql());
        }
        boolean detaches = step.kind() == StepKind.DETACH
                || step.kind() == StepKind.FINALIZE
                || step.kind() == StepKind.REMOVE_DEFAULT;
        if (detaches && !found.isPartitionOf(step.parentOid())) {
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
        boolean ofTenant = step.parentOid() != managedOid;
        if (step.kind() == StepKind.DETACH && !found.hasOthers() && !ofTenant) {
            throw new Kept("partition " + step.partition().sql() + " stays, as it is the last one of its table");
        }
    }

    /** Rows are taken only out of the DEFAULT partition that was looked into. */
    void verifySource(Step.Source source) throws SQLException {
        boolean same = PartitionLookup.find(connection, source.oid())
                .filter(found -> found.name().equals(source.name())
                        && found.isPartitionOf(source.parentOid())
                        && found.hasBounds(new DefaultBounds()))
                .isPresent();
        if (!same) {
            throw changed(source.name().sql() + " is not the DEFAULT partition of "
                    + source.parent().sql() + " any more");
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
