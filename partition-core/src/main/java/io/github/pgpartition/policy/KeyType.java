package io.github.pgpartition.policy;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.BoundValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Types of keys whose values are numbers, openly or not: how they are written, and where they end. */
public enum KeyType {
    SMALLINT(BigInteger.valueOf(Short.MIN_VALUE), BigInteger.valueOf(Short.MAX_VALUE)),
    INTEGER(BigInteger.valueOf(Integer.MIN_VALUE), BigInteger.valueOf(Integer.MAX_VALUE)),
    BIGINT(BigInteger.valueOf(Long.MIN_VALUE), BigInteger.valueOf(Long.MAX_VALUE)),
    NUMERIC(null, null),
    /** 128 bits, compared from the first one on, as PostgreSQL does. */
    UUID_128(BigInteger.ZERO, max128()) {
        @Override
        BigDecimal read(String text) {
            return new BigDecimal(new BigInteger(text.replace("-", ""), 16));
        }

        @Override
        String write(BigInteger value) {
            return new UUID(value.shiftRight(Long.SIZE).longValue(), value.longValue()).toString();
        }
    },
    /** A ULID as text: 26 digits of Crockford's base 32, in upper case, which sort as their numbers do. */
    ULID_TEXT(BigInteger.ZERO, max128()) {
        @Override
        BigDecimal read(String text) {
            return new BigDecimal(Crockford.number(text));
        }

        @Override
        String write(BigInteger value) {
            return Crockford.text(value);
        }
    };

    private final @Nullable BigInteger min;
    private final @Nullable BigInteger max;

    KeyType(@Nullable BigInteger min, @Nullable BigInteger max) {
        this.min = min;
        this.max = max;
    }

    /** @param type as {@code format_type} prints it */
    static KeyType of(String type) {
        return switch (type) {
            case "smallint" -> SMALLINT;
            case "integer" -> INTEGER;
            case "bigint" -> BIGINT;
            case "numeric" -> NUMERIC;
            case "uuid" -> UUID_128;
            case "text", "character" -> ULID_TEXT;
            default -> throw new IllegalArgumentException(type);
        };
    }

    private static BigInteger max128() {
        return BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);
    }

    BigDecimal read(String text) {
        return new BigDecimal(text);
    }

    String write(BigInteger value) {
        return value.toString();
    }

    /** The number, or the keyword where it lies beyond what the type holds. */
    final BoundValue bound(BigDecimal value) {
        if (this == NUMERIC) {
            return BoundValue.of(value.stripTrailingZeros().toPlainString());
        }
        BigInteger whole = value.setScale(0, RoundingMode.CEILING).toBigInteger();
        if (max != null && whole.compareTo(max) > 0) {
            return BoundValue.MAXVALUE;
        }
        return min != null && whole.compareTo(min) < 0 ? BoundValue.MINVALUE : BoundValue.of(write(whole));
    }

    final BigDecimal value(String text) {
        try {
            return read(text);
        } catch (NumberFormatException e) {
            throw new PartitioningException(
                    "Cannot read the key '" + text + "'",
                    "it is not a value of this kind",
                    this == ULID_TEXT
                            ? "A ULID has 26 digits and upper-case letters, such as 01ARZ3NDEKTSV4RRFFQ69G5FAV"
                            : "Write digits, such as 1000000");
        }
    }
}
