package io.github.pgpartition.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.model.BoundValue;
import java.math.BigInteger;
import java.time.Instant;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys that hold a time in another type, and keys that count: what a bound means, and how it is written. */
class KeyEncodingTest {

    private static KeyEncoding key(String type, String encoding) {
        return KeyEncoding.of(
                type,
                PartitionPolicy.of("events", "1 day").keyEncoding(encoding).build());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # type    | encoding                   | moment                   | bound
            integer   | epoch_s                    | 2026-03-28T00:00:00Z     | 1774656000
            bigint    | epoch_s                    | 1969-12-31T00:00:00Z     | -86400
            bigint    | epoch_ms                   | 2026-03-28T00:00:00Z     | 1774656000000
            bigint    | epoch_us                   | 2026-03-28T00:00:00Z     | 1774656000000000
            bigint    | epoch_ns                   | 2026-03-28T00:00:00Z     | 1774656000000000000
            numeric   | epoch_ns                   | 2026-03-28T00:00:00Z     | 1774656000000000000
            numeric   | epoch_s                    | 2026-03-28T00:00:00.5Z   | 1774656000.5
            uuid      | uuidv7                     | 2026-03-28T00:00:00Z     | 019d31bd-9000-0000-0000-000000000000
            uuid      | ulid                       | 2026-03-28T00:00:00Z     | 019d31bd-9000-0000-0000-000000000000
            text      | ulid                       | 2026-03-28T00:00:00Z     | 01KMRVV4000000000000000000
            character | ulid                       | 1970-01-01T00:00:00Z     | 00000000000000000000000000
            bigint    | snowflake:1288834974657:22 | 2026-03-28T00:00:00Z     | 2037681069880246272
            bigint    | snowflake:0:1              | 1970-01-01T00:00:00.001Z | 2
            """)
    void writesAMomentAsTheLowestKeyOfIt(String type, String encoding, Instant moment, String bound) {
        KeyEncoding key = key(type, encoding);
        assertThat(key.write(key.at(moment))).isEqualTo(BoundValue.of(bound));
        assertThat(key.read(BoundValue.of(bound))).isEqualTo(KeyPoint.of(moment));
    }

    /** A bound that somebody else has set inside a millisecond is read and written as it is: no hole and no overlap beside it. */
    @Property
    void everyUuidComesBack(@ForAll @LongRange(min = 0) long high, @ForAll long low) {
        KeyEncoding key = key("uuid", "uuidv7");
        BoundValue bound = BoundValue.of(new UUID(high, low).toString());
        assertThat(key.write(key.read(bound))).isEqualTo(bound);
    }

    @Property
    void everyUlidComesBackAndSortsAsText(@ForAll long a, @ForAll long b) {
        String first = Crockford.text(new BigInteger(Long.toUnsignedString(a)).shiftLeft(64));
        String second = Crockford.text(new BigInteger(Long.toUnsignedString(b)).shiftLeft(64));
        KeyEncoding key = key("text", "ulid");
        assertThat(key.write(key.read(BoundValue.of(first)))).isEqualTo(BoundValue.of(first));
        assertThat(Integer.signum(key.read(BoundValue.of(first)).compareTo(key.read(BoundValue.of(second)))))
                .isEqualTo(Integer.signum(first.compareTo(second)));
    }

    @Property
    void everySnowflakeComesBack(@ForAll long id) {
        KeyEncoding key = key("bigint", "snowflake:1288834974657:22");
        BoundValue bound = BoundValue.of(Long.toString(id));
        assertThat(key.write(key.read(bound))).isEqualTo(bound);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # type   | number               | bound
            smallint | 32767                | 32767
            smallint | 32768                | MAXVALUE
            smallint | -32769               | MINVALUE
            integer  | 2147483648           | MAXVALUE
            bigint   | 9223372036854775807  | 9223372036854775807
            bigint   | 9223372036854775808  | MAXVALUE
            numeric  | 9223372036854775808  | 9223372036854775808
            """)
    void endsWhereTheTypeEnds(String type, BigInteger number, String bound) {
        KeyEncoding key =
                KeyEncoding.of(type, PartitionPolicy.of("events", "10").build());
        assertThat(key.write(KeyPoint.of(new java.math.BigDecimal(number))))
                .hasToString(io.github.pgpartition.model.BoundText.value(bound).toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # type                   | encoding      | message
            date                     | epoch_s       | Cannot use keyEncoding epoch_s: the key is of type date. It can be of type bigint, integer, numeric.
            integer                  | epoch_ms      | Cannot use keyEncoding epoch_ms: the key is of type integer. It can be of type bigint, numeric.
            text                     | uuidv7        | Cannot use keyEncoding uuidv7: the key is of type text. It can be of type uuid.
            uuid                     | snowflake:0:1 | Cannot use keyEncoding snowflake:0:1: the key is of type uuid. It can be of type bigint, numeric.
            uuid                     |               | Cannot manage partitions by a key of type uuid: nothing says how its values hold a time. Set keyEncoding to uuidv7 or ulid, if all values are such.
            inet                     |               | Cannot manage partitions by a key of type inet: its values are neither times nor numbers. Use a date, timestamp, timestamptz, smallint, integer, bigint or numeric column, or a uuid or text with a keyEncoding.
            """)
    void refusesWhatDoesNotFitTheType(String type, String encoding, String message) {
        assertThatThrownBy(() -> key(type, encoding == null ? "" : encoding)).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text   | ulid    | 01ARZ3NDEKTSV4RRFFQ69G5FAU | Cannot read the key '01ARZ3NDEKTSV4RRFFQ69G5FAU': it is not a value of this kind. A ULID has 26 digits and upper-case letters, such as 01ARZ3NDEKTSV4RRFFQ69G5FAV.
            text   | ulid    | acme                       | Cannot read the key 'acme': it is not a value of this kind. A ULID has 26 digits and upper-case letters, such as 01ARZ3NDEKTSV4RRFFQ69G5FAV.
            bigint | epoch_s | NaN                        | Cannot read the key 'NaN': it is not a value of this kind. Write digits, such as 1000000.
            """)
    void saysWhatItCannotRead(String type, String encoding, String bound, String message) {
        assertThatThrownBy(() -> key(type, encoding).read(BoundValue.of(bound))).hasMessage(message);
    }
}
