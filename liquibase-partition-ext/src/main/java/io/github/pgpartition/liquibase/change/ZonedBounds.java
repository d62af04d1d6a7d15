package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.liquibase.statement.Part;
import io.github.pgpartition.liquibase.statement.Statements;
import io.github.pgpartition.model.BoundZone;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.operation.Operation;
import java.time.ZoneId;
import java.time.zone.ZoneRulesProvider;
import java.util.Optional;
import java.util.function.Function;
import liquibase.database.Database;
import org.jspecify.annotations.Nullable;

/**
 * The bounds of a change in the zone that it names, whatever the zone of the session.
 *
 * <p>A key that is known to be a timestamptz gets times with an offset, and any other key the text as it stands. Where the key is not
 * known, or a time is in a form that only the server can read, the session is in that zone for the statement.
 */
final class ZonedBounds {

    private static final String DEFAULT_ZONE = "UTC";

    private final PartitionBoundsChange change;
    private final String zone;

    ZonedBounds(PartitionBoundsChange change, @Nullable String timeZone) {
        this.change = change;
        this.zone = timeZone == null || timeZone.isBlank() ? DEFAULT_ZONE : timeZone.strip();
    }

    /** Only names from the time zone database: others, such as +02:00, mean one thing to Java and the opposite to PostgreSQL. */
    ZoneId zone() {
        if (!ZoneRulesProvider.getAvailableZoneIds().contains(zone)) {
            throw new PartitioningException(
                    "Cannot use timeZone \"" + zone + "\"",
                    "there is no zone of that name",
                    "Use a name such as UTC or Europe/Berlin");
        }
        return ZoneId.of(zone);
    }

    Part part(Database database, Function<PartitionBounds, Operation> operation) {
        if (Statements.executes(database)) {
            new BoundsCheck(change, database).now();
        }
        PartitionBounds written = change.bounds();
        boolean mayDependOnZone = BoundZone.mayDependOnZone(written);
        if (!mayDependOnZone && !change.namesKeyColumns()) {
            return Part.of(operation.apply(written));
        }
        Optional<PartitionedTable> table = KnownTable.of(change, database).find();
        PartitionBounds ordered =
                table.map(t -> change.bounds(t.key(), database)).orElse(written);
        Optional<PartitionBounds> exact = table.flatMap(t -> BoundZone.withOffsets(ordered, t.keyTypes(), zone()));
        Part part = Part.of(operation.apply(exact.orElse(ordered)));
        return exact.isPresent() || !mayDependOnZone ? part : part.in(zone());
    }

    /** The bounds, where they are given and the session's zone has no say in what they mean. */
    Optional<PartitionBounds> certain(Database database) {
        if (change.kind().isEmpty()) {
            return Optional.empty();
        }
        Optional<PartitionedTable> table = KnownTable.of(change, database).find();
        PartitionBounds ordered =
                table.map(t -> change.bounds(t.key(), database)).orElseGet(change::bounds);
        return table.flatMap(t -> BoundZone.withOffsets(ordered, t.keyTypes(), zone()))
                .or(() -> Optional.of(ordered).filter(b -> !BoundZone.mayDependOnZone(b)));
    }

    /** As the catalog would have them, for a table of that key. */
    PartitionBounds in(PartitionedTable table, Database database) {
        PartitionBounds ordered = change.bounds(table.key(), database);
        return BoundZone.withOffsets(ordered, table.keyTypes(), zone()).orElse(ordered);
    }
}
