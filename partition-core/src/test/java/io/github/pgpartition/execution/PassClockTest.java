package io.github.pgpartition.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PassClockTest {

    private static final Instant SERVER = Instant.parse("2026-03-28T12:00:00Z");

    static Stream<InstantSource> ofTheSystem() {
        return Stream.of(InstantSource.system(), Clock.systemUTC(), Clock.system(ZoneId.of("Asia/Tokyo")));
    }

    static Stream<InstantSource> given() {
        return Stream.of(
                InstantSource.fixed(Instant.EPOCH),
                Instant::now,
                Clock.offset(Clock.systemUTC(), Duration.ofDays(1)),
                Clock.tickMinutes(ZoneId.of("UTC")));
    }

    @ParameterizedTest
    @MethodSource("ofTheSystem")
    void clockOfTheSystemIsCompared(InstantSource clock) {
        assertThat(PassClock.of(clock).beside(Instant.EPOCH).warning()).isPresent();
    }

    @ParameterizedTest
    @MethodSource("given")
    void clockThatWasGivenIsBelieved(InstantSource clock) {
        assertThat(PassClock.of(clock).beside(Instant.EPOCH.minusSeconds(3_600)).warning())
                .isEmpty();
    }

    @Test
    void removalGoesByTheEarlierAndCreationByTheServers() {
        Instant ahead = SERVER.plusSeconds(61);
        PassClock.Reading early = PassClock.compared(() -> ahead).beside(SERVER);
        assertThat(early.present().creation()).isEqualTo(SERVER);
        assertThat(early.present().removal()).isEqualTo(SERVER);
        Instant behind = SERVER.minusSeconds(60);
        PassClock.Reading late = PassClock.compared(() -> behind).beside(SERVER);
        assertThat(late.present().creation()).isEqualTo(SERVER);
        assertThat(late.present().removal()).isEqualTo(behind);
        assertThat(early.warning()).isPresent();
        assertThat(late.warning()).isEmpty();
    }
}
