package io.github.pgpartition.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds for every grid. */
class IntervalPropertiesTest {

    /** A grid, and a point on its axis. */
    record Place(Interval interval, ZoneId zone, KeyPoint point) {}

    @Provide
    Arbitrary<Place> places() {
        Arbitrary<ZoneId> zones = Arbitraries.of(
                        "UTC",
                        "Europe/Berlin",
                        "America/New_York",
                        "Australia/Lord_Howe",
                        "America/Havana",
                        "Asia/Beirut",
                        "Pacific/Apia",
                        "Pacific/Chatham",
                        "Asia/Kathmandu",
                        "Africa/Monrovia")
                .map(ZoneId::of);
        Arbitrary<Interval> units = Combinators.combine(
                        Arbitraries.integers().between(1, 400),
                        Arbitraries.of("minutes", "hours", "days", "weeks", "months", "years"))
                .as((count, unit) -> Interval.parse(count + " " + unit));
        Arbitrary<Interval> common = Arbitraries.of(
                        "15 minutes", "1 hour", "4 hours", "1 day", "1 week", "1 month", "3 months")
                .map(Interval::parse);
        Arbitrary<KeyPoint> times = Arbitraries.longs()
                .between(-3_000_000_000L, 5_000_000_000L)
                .flatMap(seconds -> Arbitraries.of(0L, 1L, 500_000L, 999_999L)
                        .map(micros -> KeyPoint.of(Instant.ofEpochSecond(seconds, micros * 1_000))));
        Arbitrary<Place> ofTime = Combinators.combine(Arbitraries.oneOf(units, common), zones, times)
                .as(Place::new);
        Arbitrary<Place> ofNumbers = Combinators.combine(
                        Arbitraries.longs().between(1, 1_000_000_000_000L),
                        zones,
                        Arbitraries.bigDecimals().ofScale(3))
                .as((width, zone, number) -> new Place(new NumberInterval(width), zone, KeyPoint.of(number)));
        return Arbitraries.frequencyOf(Tuple.of(5, ofTime), Tuple.of(1, ofNumbers));
    }

    @Property
    void pointLiesBetweenItsFloorAndTheNextBoundary(@ForAll("places") Place place) {
        KeyPoint floor = place.interval().floor(place.point(), place.zone());
        KeyPoint next = place.interval().next(place.point(), place.zone());
        assertThat(floor).isLessThanOrEqualTo(place.point());
        assertThat(next).isGreaterThan(place.point());
        assertThat(place.interval().floor(floor, place.zone())).isEqualTo(floor);
        assertThat(place.interval().floor(next, place.zone())).isEqualTo(next);
        assertThat(place.interval().next(floor, place.zone())).isEqualTo(next);
    }

    @Property
    void labelsOfPartitionsInARowAreDifferent(@ForAll("places") Place place) {
        Set<String> labels = new HashSet<>();
        KeyPoint at = place.interval().floor(place.point(), place.zone());
        for (int i = 0; i < 60; i++) {
            assertThat(labels.add(place.interval().label(at, place.zone()))).isTrue();
            at = place.interval().next(at, place.zone());
        }
    }

    @Property
    void textOfAnIntervalIsTheInterval(@ForAll("places") Place place) {
        assertThat(Interval.parse(place.interval().text())).isEqualTo(place.interval());
    }

    @Property
    void whatIsWrittenIsRead(@ForAll("places") Place place) {
        KeyEncoding key =
                place.interval().isNumber() ? new NumberKey(KeyType.NUMERIC) : new TimestamptzKey(place.zone());
        assertThat(key.read(key.write(place.point()))).isEqualTo(place.point());
    }
}
