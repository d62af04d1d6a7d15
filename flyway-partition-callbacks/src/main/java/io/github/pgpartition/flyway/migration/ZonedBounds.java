package io.github.pgpartition.flyway.migration;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.BoundZone;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionedTable;
import java.time.DateTimeException;
import java.time.ZoneId;

/** Bounds in the zone in which they are meant, whatever the zone of the session. */
final class ZonedBounds {

    private final PartitionBounds bounds;
    private String zone = "UTC";

    ZonedBounds(PartitionBounds bounds) {
        this.bounds = bounds;
    }

    void in(String timeZone) {
        zone = timeZone;
    }

    PartitionBounds written() {
        return bounds;
    }

    /** With an offset at each time, where the key is a timestamptz. */
    PartitionBounds of(PartitionedTable table) {
        return BoundZone.withOffsets(bounds, table.keyTypes(), zone())
                .orElseThrow(() -> new PartitioningException(
                        "Cannot use the bounds " + bounds.sql() + " for a partition of "
                                + table.name().sql(),
                        "a time in them is not in ISO form, and what it means would depend on the session",
                        "Write it as 2026-01-31 or 2026-01-31 06:00:00"));
    }

    private ZoneId zone() {
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new PartitioningException(
                    "Cannot use timeZone \"" + zone + "\"",
                    "there is no zone of that name",
                    "Use a name such as UTC or Europe/Berlin");
        }
    }
}
