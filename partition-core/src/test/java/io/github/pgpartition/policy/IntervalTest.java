package io.github.pgpartition.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {

    private static final ZoneId UTC = ZoneOffset.UTC;

    private static KeyPoint at(String text) {
        return KeyPoint.of(LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # interval   | point                      | start            | end              | label
            15 minutes   | 2026-01-31T06:14:59.999999 | 2026-01-31T06:00 | 2026-01-31T06:15 | 20260131_0600
            15 minutes   | 2026-01-31T06:15           | 2026-01-31T06:15 | 2026-01-31T06:30 | 20260131_0615
            1 hour       | 2026-12-31T23:59:59        | 2026-12-31T23:00 | 2027-01-01T00:00 | 20261231_2300
            6 hours      | 2026-01-31T05:00           | 2026-01-31T00:00 | 2026-01-31T06:00 | 20260131_0000
            24 hours     | 2026-01-31T05:00           | 2026-01-31T00:00 | 2026-02-01T00:00 | 20260131_0000
            7 hours      | 1970-01-01T13:00           | 1970-01-01T07:00 | 1970-01-01T14:00 | 19700101_0700
            7 hours      | 1969-12-31T23:00           | 1969-12-31T17:00 | 1970-01-01T00:00 | 19691231_1700
            1 day        | 2024-02-29T12:00           | 2024-02-29T00:00 | 2024-03-01T00:00 | 20240229
            1 day        | 1969-12-31T12:00           | 1969-12-31T00:00 | 1970-01-01T00:00 | 19691231
            10 days      | 1970-01-10T12:00           | 1970-01-01T00:00 | 1970-01-11T00:00 | 19700101
            10 days      | 2026-03-28T12:00           | 2026-03-28T00:00 | 2026-04-07T00:00 | 20260328
            # ISO weeks begin on Monday, also over the turn of the year
            1 week       | 2026-01-01T12:00           | 2025-12-29T00:00 | 2026-01-05T00:00 | 20251229
            1 week       | 2026-03-29T23:59           | 2026-03-23T00:00 | 2026-03-30T00:00 | 20260323
            2 weeks      | 1970-01-18T23:59           | 1970-01-05T00:00 | 1970-01-19T00:00 | 19700105
            1 month      | 2026-01-31T12:00           | 2026-01-01T00:00 | 2026-02-01T00:00 | 20260101
            1 month      | 2024-02-29T12:00           | 2024-02-01T00:00 | 2024-03-01T00:00 | 20240201
            2 months     | 2026-04-30T12:00           | 2026-03-01T00:00 | 2026-05-01T00:00 | 20260301
            3 months     | 2026-03-31T12:00           | 2026-01-01T00:00 | 2026-04-01T00:00 | 20260101
            3 months     | 2026-12-31T12:00           | 2026-10-01T00:00 | 2027-01-01T00:00 | 20261001
            1 year       | 2026-12-31T12:00           | 2026-01-01T00:00 | 2027-01-01T00:00 | 20260101
            10 years     | 2026-12-31T12:00           | 2020-01-01T00:00 | 2030-01-01T00:00 | 20200101
            """)
    void gridDependsOnNothingButTheInterval(String text, String point, String start, String end, String label) {
        Interval interval = Interval.parse(text);
        assertThat(interval.floor(at(point), UTC)).isEqualTo(at(start));
        assertThat(interval.next(at(point), UTC)).isEqualTo(at(end));
        assertThat(interval.label(at(start), UTC)).isEqualTo(label);
        assertThat(interval.isNumber()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # width   | point       | start       | end         | label
            10        | 0           | 0           | 10          | 0
            10        | 9           | 0           | 10          | 0
            10        | 10          | 10          | 20          | 10
            10        | -1          | -10         | 0           | n10
            10        | -10         | -10         | 0           | n10
            10        | 9.99        | 0           | 10          | 0
            1000000   | 3000000001  | 3000000000  | 3001000000  | 3000000000
            1         | -5          | -5          | -4          | n5
            """)
    void numbersAreCountedFromZero(String text, BigDecimal point, BigDecimal start, BigDecimal end, String label) {
        Interval interval = Interval.parse(text);
        assertThat(interval.floor(KeyPoint.of(point), UTC)).isEqualTo(KeyPoint.of(start));
        assertThat(interval.next(KeyPoint.of(point), UTC)).isEqualTo(KeyPoint.of(end));
        assertThat(interval.label(KeyPoint.of(start), UTC)).isEqualTo(label);
        assertThat(interval.isNumber()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "15 minutes, 15 minutes",
        "60 minutes, 1 hour",
        "90 minutes, 90 minutes",
        "1 HOUR, 1 hour",
        "24 hours, 24 hours",
        "1day, 1 day",
        "7 days, 7 days",
        "1 week, 1 week",
        "2 weeks, 2 weeks",
        "3 months, 3 months",
        "12 months, 1 year",
        "1 year, 1 year",
        "1000000, 1000000",
        "007 days, 7 days"
    })
    void saysItselfAsAPolicyDoes(String written, String text) {
        assertThat(Interval.parse(written).text()).isEqualTo(text);
        assertThat(Interval.parse(text)).isEqualTo(Interval.parse(written));
    }

    @Test
    void twentyFourHoursAreNotADay() {
        assertThat(Interval.parse("24 hours")).isNotEqualTo(Interval.parse("1 day"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # interval       | message
            0 days           | Cannot use interval '0 days': it is not positive. Give a number of 1 or more.
            -1 day           | Cannot use interval '-1 day': it is not positive. Give a number of 1 or more.
            0                | Cannot use interval '0': it is not positive. Give a number of 1 or more.
            367 days 1 hour  | Cannot use interval '367 days 1 hour': it is not a number with a unit. Write for example '15 minutes', '1 hour', '1 day', '1 week', '3 months', '1 year', or a plain number for a key that counts.
            40000 days       | Cannot use an interval of 40000 days: it is not between 1 and 36500. Choose another interval.
            9000 hours       | Cannot use an interval of PT9000H: it is not between 1 minute and 366 days. Choose another interval.
            2000 years       | Cannot use an interval of 24000 months: it is not between 1 and 12000. Choose another interval.
            99999999 weeks   | Cannot use 99999999 weeks: it is too long. Give at most 9999999.
            """)
    void refusesWhatIsNoWidth(String text, String message) {
        assertThatThrownBy(() -> Interval.parse(text)).hasMessage(message);
    }

    @Test
    void saysWhatLiesBeyondTheCalendar() {
        KeyPoint far = KeyPoint.of(new BigDecimal("1e30"));
        assertThatThrownBy(() -> Interval.parse("1 day").floor(far, UTC))
                .hasMessage(
                        "Cannot find the partition boundary near 1E+30: it lies beyond the dates that can be computed"
                                + " with. Check startAt and the bounds of the existing partitions.");
        assertThat(Interval.parse("1 day").floor(KeyPoint.of(Instant.EPOCH), UTC))
                .isEqualTo(KeyPoint.of(Instant.EPOCH));
    }
}
