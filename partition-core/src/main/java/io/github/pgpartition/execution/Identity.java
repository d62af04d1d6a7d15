package io.github.pgpartition.execution;

import io.github.pgpartition.catalog.OneMessage;
import io.github.pgpartition.catalog.OneMessage.Answer;
import io.github.pgpartition.catalog.PartitionLookup;
import io.github.pgpartition.catalog.PartitionLookup.Found;
import io.github.pgpartition.catalog.PartitionLookup.Place;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.maintenance.StepKind;
import io.github.pgpartition.model.DefaultBounds;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
        return PartitionLookup.place(connection, step.partitionOid())
                .map(Place::detachPending)
                .orElse(false);
    }

    /**
     * What is detached must be our partition with the bounds it had, and not the last one; what is dropped or moved must be nobody's
     * partition any more. Below it there must be what there was. The last one of a tenant's table may go: its tenant was removed.
     */
    void verify() throws SQLException {
        OneMessage message = new OneMessage();
        Look look = of(connection, managedOid, List.of(step), message);
        message.send(connection);
        look.verify();
    }

    /** A look at steps, to be taken with the message. */
    interface Look {
        /** Once it was taken. */
        void verify() throws SQLException;
    }

    /** The same for several, which are to go together: where they are detached another one has to stay. */
    static Look of(Connection connection, long managedOid, List<Step> steps, OneMessage message) throws SQLException {
        List<Long> oids = steps.stream().map(Step::partitionOid).toList();
        if (steps.stream().anyMatch(Identity::leavesItsParent)) {
            Answer<Map<Long, Found>> found = PartitionLookup.find(connection, oids, message);
            return () -> {
                for (Step step : steps) {
                    new Identity(connection, managedOid, step)
                            .verify(Optional.ofNullable(found.get().get(step.partitionOid())));
                }
            };
        }
        Answer<Map<Long, Place>> places = PartitionLookup.places(connection, oids, message);
        return () -> {
            for (Step step : steps) {
                new Identity(connection, managedOid, step)
                        .verifyDetached(Optional.ofNullable(places.get().get(step.partitionOid())));
            }
        };
    }

    private static boolean leavesItsParent(Step step) {
        return switch (step.kind()) {
            case DETACH, FINALIZE, REMOVE_DEFAULT -> true;
            case CREATE, PROMOTE, CLEAN, DROP, ARCHIVE -> false;
        };
    }

    private void verify(Optional<Found> there) throws SQLException {
        Found found = there.orElseThrow(() -> changed("it is gone"));
        verifyName(found.place());
        if (!found.place().isPartitionOf(step.parentOid())) {
            throw changed("it is no partition of that table any more");
        }
        if (!found.hasBounds(step.bounds())) {
            throw changed("its bounds are now " + found.bounds());
        }
        verifyBelow(found.place());
        boolean ofTenant = step.parentOid() != managedOid;
        if (step.kind() == StepKind.DETACH && !found.hasOthers() && !ofTenant) {
            throw new Kept("partition " + step.partition().sql() + " stays, as it is the last one of its table");
        }
    }

    private void verifyDetached(Optional<Place> there) throws SQLException {
        Place place = there.orElseThrow(() -> changed("it is gone"));
        verifyName(place);
        if (place.isAttached()) {
            throw changed("it is a partition again");
        }
        verifyBelow(place);
    }

    private void verifyName(Place place) {
        if (!place.name().equals(step.partition())) {
            throw changed("it is now called " + place.name().sql());
        }
    }

    private void verifyBelow(Place place) throws SQLException {
        Set<Long> below = place.mayHaveBelow() ? PartitionLookup.below(connection, step.partitionOid()) : Set.of();
        if (!below.equals(step.below())) {
            throw changed("it has other partitions below it");
        }
    }

    /** Rows are taken only out of the DEFAULT partition that was looked into. */
    void verifySource(Step.Source source) throws SQLException {
        boolean same = PartitionLookup.find(connection, source.oid())
                .filter(found -> found.place().name().equals(source.name())
                        && found.place().isPartitionOf(source.parentOid())
                        && found.hasBounds(new DefaultBounds()))
                .isPresent();
        if (!same) {
            throw changed(source.name().sql() + " is not the DEFAULT partition of "
                    + source.parent().sql() + " any more");
        }
    }

    private PartitioningException changed(String why) {
        return new PartitioningException(
                "Cannot " + step.operation().describe(),
                why + ", unlike when the pass was planned",
                "Nothing was done to it; the next pass looks again");
    }
}
