package io.github.pgpartition.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTimeTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # text                        | in Berlin                   | as local time
            2026-07-01                    | 2026-06-30T22:00:00Z        | 2026-07-01T00:00:00Z
            20260701                      | 2026-06-30T22:00:00Z        | 2026-07-01T00:00:00Z
            2026-07-01 06:30              | 2026-07-01T04:30:00Z        | 2026-07-01T06:30:00Z
            2026-07-01T06:30:15.000001    | 2026-07-01T04:30:15.000001Z | 2026-07-01T06:30:15.000001Z
            2026-07-01 24:00              | 2026-07-01T22:00:00Z        | 2026-07-02T00:00:00Z
            2026-07-01 06:30:00Z          | 2026-07-01T06:30:00Z        | 2026-07-01T06:30:00Z
            2026-07-01 06:30:00 +05:30    | 2026-07-01T01:00:00Z        | 2026-07-01T06:30:00Z
            2026-07-01 06:30:00-0330      | 2026-07-01T10:00:00Z        | 2026-07-01T06:30:00Z
            2026-07-01+02                 | 2026-06-30T22:00:00Z        | 2026-07-01T00:00:00Z
            10000-01-02                   | +10000-01-01T23:00:00Z      | +10000-01-02T00:00:00Z
            2026-10-25 02:30              | 2026-10-25T01:30:00Z        | 2026-10-25T02:30:00Z
            0044-03-15 BC                 | -0043-03-14T23:06:32Z       | -0043-03-15T00:00:00Z
            """)
    void readsWhatMeansTheSameInEverySession(String text, Instant moment, Instant local) {
        assertThat(IsoTime.moment(text, BERLIN)).hasValue(moment);
        assertThat(IsoTime.local(text)).hasValue(local);
    }

    @Test
    void infinityLiesBeyondEverything() {
        assertThat(IsoTime.local("-infinity")).hasValue(Instant.MIN);
        assertThat(IsoTime.moment("Infinity", BERLIN)).hasValue(Instant.MAX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "02/01/2026",
                "today",
                "tomorrow",
                "now",
                "epoch",
                "2026-02-30",
                "20260230",
                "2026-01-01 25:00",
                "2026-1-1",
                "Jan 1 2026",
                "260101",
                "2026-01-01 00:00 Europe/Berlin",
                "2026-01-01 00:00 +99",
                "minvalue",
                ""
            })
    void anythingElseIsNotRead(String text) {
        assertThat(IsoTime.moment(text, BERLIN)).isEmpty();
    }
}
