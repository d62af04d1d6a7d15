package io.github.pgpartition.policy;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.BoundValue;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** {@code timestamptz}: literals carry an explicit offset, so that no session zone has a say. */
public record TimestamptzKey(ZoneId axisZone) implements KeyEncoding {

    public TimestamptzKey {
        requireNonNull(axisZone, "axisZone");
    }

    @Override
    public KeyPoint at(Instant moment) {
        return KeyPoint.of(moment);
    }

    @Override
    public KeyPoint read(BoundValue bound) {
        return TimeText.read(bound);
    }

    @Override
    public BoundValue write(KeyPoint point) {
        return TimeText.write(point, at -> TimeText.DATE_TIME.format(at.atOffset(ZoneOffset.UTC)) + "+00");
    }

    @Override
    public boolean holdsTime() {
        return true;
    }
}
