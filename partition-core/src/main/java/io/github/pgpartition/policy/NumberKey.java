package io.github.pgpartition.policy;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.BoundValue;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A key that counts: ids. It knows no time; the present is where its highest key is. */
public record NumberKey(KeyType type) implements KeyEncoding {

    public NumberKey {
        requireNonNull(type, "type");
    }

    @Override
    public ZoneId axisZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public KeyPoint at(Instant moment) {
        throw new IllegalStateException("A key that counts has no place for " + moment);
    }

    @Override
    public KeyPoint read(BoundValue bound) {
        if (bound instanceof BoundValue.Literal literal) {
            return KeyPoint.of(type.value(literal.text()));
        }
        return bound.equals(BoundValue.MINVALUE) ? KeyPoint.LOWEST : KeyPoint.HIGHEST;
    }

    @Override
    public BoundValue write(KeyPoint point) {
        if (!point.isFinite()) {
            return point.side() < 0 ? BoundValue.MINVALUE : BoundValue.MAXVALUE;
        }
        return type.bound(point.value());
    }

    @Override
    public boolean holdsTime() {
        return false;
    }
}
