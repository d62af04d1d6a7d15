package io.github.pgpartition.policy;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.BoundValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;

/** A time inside a number, a UUID or a text. */
public record EncodedTimeKey(ZoneId axisZone, KeyFormat format, KeyType type) implements KeyEncoding {

    public EncodedTimeKey {
        requireNonNull(axisZone, "axisZone");
        requireNonNull(format, "format");
        requireNonNull(type, "type");
    }

    @Override
    public KeyPoint at(Instant moment) {
        return KeyPoint.of(moment);
    }

    @Override
    public KeyPoint read(BoundValue bound) {
        if (bound instanceof BoundValue.Literal literal) {
            BigDecimal steps = type.value(literal.text());
            return KeyPoint.of(steps.multiply(format.microsPerStep()).add(format.originMicros()));
        }
        return bound.equals(BoundValue.MINVALUE) ? KeyPoint.LOWEST : KeyPoint.HIGHEST;
    }

    @Override
    public BoundValue write(KeyPoint point) {
        if (!point.isFinite()) {
            return point.side() < 0 ? BoundValue.MINVALUE : BoundValue.MAXVALUE;
        }
        return type.bound(point.value().subtract(format.originMicros()).multiply(format.stepsPerMicro()));
    }

    @Override
    public boolean holdsTime() {
        return true;
    }
}
