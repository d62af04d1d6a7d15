package io.github.pgpartition.policy;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.RangeBounds;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;

/** How the values of a key stand for points on its axis: what a bound's text means, and how to write one. */
public sealed interface KeyEncoding permits TimestamptzKey, LocalTimeKey, NumberKey, EncodedTimeKey {

    Set<String> NUMBERS = Set.of("smallint", "integer", "bigint", "numeric");

    /**
     * @param type   as {@code format_type} prints it
     * @param policy whose zone has the boundaries, and which says how the key holds a time where the type does not
     */
    static KeyEncoding of(String type, PartitionPolicy policy) {
        return policy.keyFormat()
                .map(format -> format.of(type, policy.timeZone()))
                .orElseGet(() -> of(type, policy.timeZone()));
    }

    private static KeyEncoding of(String type, ZoneId zone) {
        if (type.equals("timestamp with time zone")) {
            return new TimestamptzKey(zone);
        }
        if (type.equals("timestamp without time zone") || type.equals("date")) {
            return new LocalTimeKey(zone, type.equals("date"));
        }
        if (NUMBERS.contains(type)) {
            return new NumberKey(KeyType.of(type));
        }
        boolean mayHoldTime = type.equals("uuid") || type.equals("text") || type.equals("character");
        throw new PartitioningException(
                "Cannot manage partitions by a key of type " + type,
                mayHoldTime ? "nothing says how its values hold a time" : "its values are neither times nor numbers",
                mayHoldTime
                        ? "Set keyEncoding to uuidv7 or ulid, if all values are such"
                        : "Use a date, timestamp, timestamptz, smallint, integer, bigint or numeric column, or a uuid or text with a keyEncoding");
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

    /** Whether the type has values in a range; those of numbers, UUIDs and ULIDs end somewhere. */
    default boolean reaches(KeyRange range) {
        return !write(range.from()).equals(BoundValue.MAXVALUE)
                && !write(range.to()).equals(BoundValue.MINVALUE);
    }

    default PartitionBounds bounds(KeyRange range) {
        return RangeBounds.of(write(range.from()), write(range.to()));
    }
}
