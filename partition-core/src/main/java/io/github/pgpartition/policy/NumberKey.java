package io.github.pgpartition.policy;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.BoundValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A key that counts: ids. It knows no time; the present is where its highest key is. */
public record NumberKey() implements KeyEncoding {

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
            return KeyPoint.of(number(literal.text()));
        }
        return bound.equals(BoundValue.MINVALUE) ? KeyPoint.LOWEST : KeyPoint.HIGHEST;
    }

    @Override
    public BoundValue write(KeyPoint point) {
        if (!point.isFinite()) {
            return point.side() < 0 ? BoundValue.MINVALUE : BoundValue.MAXVALUE;
        }
        return BoundValue.of(point.value().toPlainString());
    }

    @Override
    public boolean holdsTime() {
        return false;
    }

    private static BigDecimal number(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new PartitioningException(
                    "Cannot read the number '" + text + "'",
                    "it is not a finite decimal number",
                    "Write digits, such as 1000000");
        }
    }
}
