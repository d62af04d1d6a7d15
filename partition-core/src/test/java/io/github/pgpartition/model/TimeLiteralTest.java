package io.github.pgpartition.model;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeLiteralTest {

    @ParameterizedTest
    @CsvSource({
        "2026-01-31, 2026-01-31T00:00:00Z",
        "2026-01-31 06:07:08, 2026-01-31T06:07:08Z",
        "2026-01-31 06:07:08.5, 2026-01-31T06:07:08.500Z",
        "2026-01-31 06:07:08.000001, 2026-01-31T06:07:08.000001Z",
        "2026-01-31 06:07:08Z, 2026-01-31T06:07:08Z",
        "2026-01-31 06:00:00+00, 2026-01-31T06:00:00Z",
        "2026-01-31 06:00:00-03, 2026-01-31T09:00:00Z",
        "2026-01-31 06:00:00+13:45, 2026-01-30T16:15:00Z",
        "1890-01-01 00:00:00-00:01:15, 1890-01-01T00:01:15Z",
        "0001-01-01 00:00:00+00, 0001-01-01T00:00:00Z",
        "294276-12-31 23:59:59.999999+00, +294276-12-31T23:59:59.999999Z",
    })
    void readsWhatPostgresqlPrints(String text, Instant instant) {
        assertThat(requireNonNull(TimeLiteral.read(text)).instant()).isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "infinity",
                "0044-03-15 BC",
                "0044-03-15 00:00:00+00 BC",
                "2026-02-30",
                "2026-13-01",
                "2026-1-31",
                "226-01-31",
                "2026-01-31T06:00:00",
                "2026-01-31 06:00",
                "2026-01-31 24:00:00",
                "2026-01-31 06:00:00.",
                "2026-01-31 06:00:00.1234567",
                "2026-01-31 06:00:00+",
                "2026-01-31 06:00:00+1",
                "2026-01-31 06:00:00+00 ",
                " 2026-01-31",
                "-2026-01-31",
                "２０２６-01-31"
            })
    void leavesAnyOtherText(String text) {
        assertThat(TimeLiteral.read(text)).isNull();
    }

    @Property
    void writesTheSameMomentInUtc(
            @ForAll @LongRange(min = -62_135_000_000L, max = 9_000_000_000_000L) long seconds,
            @ForAll @IntRange(max = 999_999) int micros,
            @ForAll @IntRange(min = -57_599, max = 57_599) int offset) {
        Instant instant = Instant.ofEpochSecond(seconds, micros * 1_000L);
        var literal = new TimeLiteral(
                instant.atOffset(ZoneOffset.ofTotalSeconds(offset)).toLocalDateTime(),
                ZoneOffset.ofTotalSeconds(offset));
        assertThat(literal.instant()).isEqualTo(instant);
        TimeLiteral read = requireNonNull(TimeLiteral.read(literal.inUtc()));
        assertThat(read.instant()).isEqualTo(instant);
        assertThat(read.offset()).isEqualTo(ZoneOffset.UTC);
    }
}
