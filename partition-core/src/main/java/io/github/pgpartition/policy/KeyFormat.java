package io.github.pgpartition.policy;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.error.PartitioningException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a key of another type holds a time, as {@code keyEncoding} says it. All formats are one: a whole number of steps, each of them so
 * many microseconds, from an origin on. A UUIDv7 and a ULID have 2^80 steps in a millisecond, a snowflake 2^shift.
 *
 * @param text           as a policy says it
 * @param types          key types that can hold it
 * @param microsPerStep  exact
 * @param stepsPerMicro  exact too, since only powers of 2 and 10 occur
 * @param originMicros   where step 0 is, in microseconds since 1970
 */
public record KeyFormat(
        String text, Set<String> types, BigDecimal microsPerStep, BigDecimal stepsPerMicro, BigDecimal originMicros) {

    private static final Set<String> WHOLE = Set.of("integer", "bigint", "numeric");
    private static final Set<String> LONG = Set.of("bigint", "numeric");
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);
    private static final int RANDOM_BITS = 80;

    private static final Map<String, KeyFormat> NAMED = Map.of(
            "epoch_s", decimal("epoch_s", WHOLE, 6),
            "epoch_ms", decimal("epoch_ms", LONG, 3),
            "epoch_us", decimal("epoch_us", LONG, 0),
            "epoch_ns", decimal("epoch_ns", LONG, -3),
            "uuidv7", binary("uuidv7", Set.of("uuid"), RANDOM_BITS, 0),
            "ulid", binary("ulid", Set.of("uuid", "text", "character"), RANDOM_BITS, 0));

    private static final Pattern SNOWFLAKE = Pattern.compile("snowflake:(0|[1-9][0-9]{0,13}):([1-9][0-9]?)");
    private static final int MAX_SHIFT = 40;

    public KeyFormat {
        requireNonNull(text, "text");
        types = Set.copyOf(types);
    }

    static KeyFormat parse(String text) {
        KeyFormat named = NAMED.get(text);
        if (named != null) {
            return named;
        }
        Matcher snowflake = SNOWFLAKE.matcher(text);
        if (!snowflake.matches() || Integer.parseInt(snowflake.group(2)) > MAX_SHIFT) {
            throw new PartitioningException(
                    "Cannot use keyEncoding '" + text + "'",
                    "there is no such encoding",
                    "Use epoch_s, epoch_ms, epoch_us, epoch_ns, uuidv7, ulid or snowflake:<epoch ms>:<shift>, such as"
                            + " snowflake:1288834974657:22");
        }
        return binary(text, LONG, Integer.parseInt(snowflake.group(2)), Long.parseLong(snowflake.group(1)));
    }

    KeyEncoding of(String type, ZoneId zone) {
        if (!types.contains(type)) {
            throw new PartitioningException(
                    "Cannot use keyEncoding " + text,
                    "the key is of type " + type,
                    "It can be of type "
                            + String.join(", ", types.stream().sorted().toList()));
        }
        return new EncodedTimeKey(zone, this, KeyType.of(type));
    }

    private static KeyFormat decimal(String text, Set<String> types, int exponent) {
        return new KeyFormat(
                text,
                types,
                BigDecimal.ONE.scaleByPowerOfTen(exponent),
                BigDecimal.ONE.scaleByPowerOfTen(-exponent),
                BigDecimal.ZERO);
    }

    /** Milliseconds in the upper bits. */
    private static KeyFormat binary(String text, Set<String> types, int lowerBits, long originMillis) {
        BigDecimal steps = new BigDecimal(BigInteger.ONE.shiftLeft(lowerBits));
        return new KeyFormat(
                text,
                types,
                THOUSAND.divide(steps),
                steps.divide(THOUSAND),
                BigDecimal.valueOf(originMillis).multiply(THOUSAND));
    }
}
