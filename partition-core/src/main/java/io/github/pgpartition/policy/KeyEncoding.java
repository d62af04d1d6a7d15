package io.github.pgpartition.policy;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.RangeBounds;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;

/** How the values of a key stand for points on its axis: what a bound's text means, and how to write one. */
public sealed interface KeyEncoding permits TimestamptzKey, LocalTimeKey, NumberKey {

    Set<String> NUMBERS = Set.of("smallint", "integer", "bigint", "numeric");

    /**
     * @param type as {@code format_type} prints it
     * @param zone in which the policy has its boundaries
     */
    static KeyEncoding of(String type, ZoneId zone) {
        if (type.equals("timestamp with time zone")) {
            return new TimestamptzKey(zone);
        }
        if (type.equals("timestamp without time zone") || type.equals("date")) {
            return new LocalTimeKey(zone, type.equals("date"));
        }
        if (NUMBERS.contains(type)) {
            return new NumberKey();
        }
        throw new PartitioningException(
                "Cannot manage partitions by a key of type " + type,
                "its values are neither times nor numbers",
                "Use a date, timestamp, timestamptz, smallint, integer, bigint or numeric column");
    }

    /** The zone of the axis: local times lie on it as if they were in UTC, so that no clock change touches them. */
    ZoneId axisZone();

    /** Where on the axis a moment is. */
    KeyPoint at(Instant moment);

    KeyPoint read(BoundValue bound);

    BoundValue write(KeyPoint point);

    boolean holdsTime();

    /** A point as people write it in a policy: a time, in the policy's zone where it has no offset, or a number. */
    default KeyPoint parse(String text) {
        return holdsTime() ? LocalText.point(this, text) : read(BoundValue.of(text));
    }

    default KeyRange range(RangeBounds bounds) {
        return new KeyRange(read(bounds.from().get(0)), read(bounds.to().get(0)));
    }

    default PartitionBounds bounds(KeyRange range) {
        return RangeBounds.of(write(range.from()), write(range.to()));
    }
}
