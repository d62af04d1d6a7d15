package io.github.pgpartition.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundZoneTest {

    private static final String TIMESTAMPTZ = "timestamp with time zone";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # bound                       | zone             | with its offset
            2026-01-01                    | UTC              | 2026-01-01 00:00:00+00
            2026-01-01                    | Europe/Berlin    | 2026-01-01 00:00:00+01
            2026-07-01 06:30              | Europe/Berlin    | 2026-07-01 06:30:00+02
            2026-01-01T00:00:00.25        | Asia/Kathmandu   | 2026-01-01 00:00:00.25+05:45
            1800-01-01                    | Europe/Berlin    | 1800-01-01 00:00:00+00:53:28
            2026-01-01 00:00:00+05        | Europe/Berlin    | 2026-01-01 00:00:00+05
            2026-01-01T00:00:00Z          | Europe/Berlin    | 2026-01-01T00:00:00Z
            2026-10-25 02:30              | Europe/Berlin    | 2026-10-25 02:30:00+01
            2026-03-29 02:30              | Europe/Berlin    | 2026-03-29 03:30:00+02
            infinity                      | Europe/Berlin    | infinity
            """)
    void writesTheOffsetOfTheZone(String bound, ZoneId zone, String expected) {
        assertThat(BoundZone.withOffsets(ListBounds.of(bound), List.of(TIMESTAMPTZ), zone))
                .contains(ListBounds.of(expected));
    }

    @Test
    void changesOnlyColumnsThatAreTimestamptz() {
        var bounds = new RangeBounds(
                List.of(BoundValue.of("2026-01-01"), BoundValue.of("2026-01-01"), BoundValue.MINVALUE),
                List.of(BoundValue.of("2026-01-02"), BoundValue.of("2026-01-02"), BoundValue.MAXVALUE));
        assertThat(BoundZone.withOffsets(bounds, List.of("text", TIMESTAMPTZ, TIMESTAMPTZ), ZoneId.of("UTC")))
                .contains(new RangeBounds(
                        List.of(
                                BoundValue.of("2026-01-01"),
                                BoundValue.of("2026-01-01 00:00:00+00"),
                                BoundValue.MINVALUE),
                        List.of(
                                BoundValue.of("2026-01-02"),
                                BoundValue.of("2026-01-02 00:00:00+00"),
                                BoundValue.MAXVALUE)));
    }

    @ParameterizedTest
    @CsvSource({"yesterday", "20260101", "Jan 1 2026", "2026-13-01", "0044-03-15 BC"})
    void leavesTimesThatAreNotInIsoFormToTheServer(String bound) {
        assertThat(BoundZone.withOffsets(ListBounds.of(bound), List.of(TIMESTAMPTZ), ZoneId.of("UTC")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-01, true",
        "2026-01-01 00:00, true",
        "2026-01-01 00:00+00, false",
        "2026-01-01T00:00:00Z, false",
        "20260101, true",
        "yesterday, true",
        "1000000, false",
        "-5, false",
        "eu, false"
    })
    void knowsWhichTextsCouldDependOnTheZone(String bound, boolean expected) {
        assertThat(BoundZone.mayDependOnZone(ListBounds.of(bound))).isEqualTo(expected);
    }

    @Test
    void hashBoundsAndDefaultHaveNoTimes() {
        assertThat(BoundZone.mayDependOnZone(new HashBounds(2, 0))).isFalse();
        assertThat(BoundZone.withOffsets(new DefaultBounds(), List.of(TIMESTAMPTZ), ZoneId.of("UTC")))
                .contains(new DefaultBounds());
    }
}
