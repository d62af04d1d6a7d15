package io.github.pgpartition.adoption;

import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.policy.KeyRange;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Whole milliseconds: what is beyond them in the bounds of UUIDs and snowflakes means nothing, and some set the bits that tell the version. */
final class Millis {

    private static final BigDecimal MICROS = BigDecimal.valueOf(1_000);

    private Millis() {}

    static KeyRange of(KeyRange range) {
        return new KeyRange(of(range.from()), of(range.to()));
    }

    private static KeyPoint of(KeyPoint point) {
        return point.isFinite()
                ? KeyPoint.of(
                        point.value().divide(MICROS, 0, RoundingMode.FLOOR).multiply(MICROS))
                : point;
    }
}
