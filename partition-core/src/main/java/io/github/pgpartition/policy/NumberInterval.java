package io.github.pgpartition.policy;

import io.github.pgpartition.error.PartitioningException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.ZoneId;

/** So many numbers, counted from 0. For keys that count instead of telling a time. */
public record NumberInterval(long width) implements Interval {

    public NumberInterval {
        if (width < 1) {
            throw new PartitioningException(
                    "Cannot use an interval of " + width, "it is not positive", "Give a number of 1 or more");
        }
    }

    @Override
    public KeyPoint floor(KeyPoint point, ZoneId zone) {
        BigDecimal step = BigDecimal.valueOf(width);
        return KeyPoint.of(point.value().divide(step, 0, RoundingMode.FLOOR).multiply(step));
    }

    @Override
    public KeyPoint next(KeyPoint point, ZoneId zone) {
        return KeyPoint.of(floor(point, zone).value().add(BigDecimal.valueOf(width)));
    }

    @Override
    public String label(KeyPoint start, ZoneId zone) {
        String digits = start.value().toPlainString();
        return digits.startsWith("-") ? "n" + digits.substring(1) : digits;
    }

    @Override
    public boolean isNumber() {
        return true;
    }

    @Override
    public String text() {
        return Long.toString(width);
    }
}
