package io.github.pgpartition.policy;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A place on the axis of a partition key: a number, or microseconds since 1970 for a key that holds a time, or beyond either end.
 *
 * @param side -1 below every value, 1 above every value, 0 at {@code value}
 */
public record KeyPoint(int side, BigDecimal value) implements Comparable<KeyPoint> {

    public static final KeyPoint LOWEST = new KeyPoint(-1, BigDecimal.ZERO);
    public static final KeyPoint HIGHEST = new KeyPoint(1, BigDecimal.ZERO);

    private static final BigDecimal MICROS_PER_SECOND = BigDecimal.valueOf(1_000_000);

    public KeyPoint {
        requireNonNull(value, "value");
    }

    public static KeyPoint of(BigDecimal value) {
        return new KeyPoint(0, value);
    }

    public static KeyPoint of(long value) {
        return of(BigDecimal.valueOf(value));
    }

    public static KeyPoint of(Instant instant) {
        return of(BigDecimal.valueOf(instant.getEpochSecond())
                .multiply(MICROS_PER_SECOND)
                .add(BigDecimal.valueOf(instant.getNano() / 1_000)));
    }

    public boolean isFinite() {
        return side == 0;
    }

    /** To the microsecond, which some keys are finer than. */
    public Instant instant() {
        return Instant.EPOCH.plus(value.setScale(0, RoundingMode.FLOOR).longValueExact(), ChronoUnit.MICROS);
    }

    public static KeyPoint max(KeyPoint a, KeyPoint b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    public static KeyPoint min(KeyPoint a, KeyPoint b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    @Override
    public int compareTo(KeyPoint other) {
        return side != other.side ? Integer.compare(side, other.side) : value.compareTo(other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyPoint point && compareTo(point) == 0;
    }

    @Override
    public int hashCode() {
        return 31 * side + value.stripTrailingZeros().hashCode();
    }
}
