package io.github.pgpartition.policy;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.BoundValue;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** {@code timestamp} and {@code date}: what the clock shows in the policy's zone. */
public record LocalTimeKey(ZoneId zone, boolean dateOnly) implements KeyEncoding {

    public LocalTimeKey {
        requireNonNull(zone, "zone");
    }

    @Override
    public ZoneId axisZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public KeyPoint at(Instant moment) {
        return KeyPoint.of(moment.atZone(zone).toLocalDateTime().toInstant(ZoneOffset.UTC));
    }

    @Override
    public KeyPoint read(BoundValue bound) {
        return TimeText.read(bound);
    }

    @Override
    public BoundValue write(KeyPoint point) {
        return TimeText.write(
                point, at -> (dateOnly ? TimeText.DATE : TimeText.DATE_TIME).format(at.atOffset(ZoneOffset.UTC)));
    }

    @Override
    public boolean holdsTime() {
        return true;
    }
}
