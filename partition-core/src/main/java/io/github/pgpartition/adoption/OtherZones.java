package io.github.pgpartition.adoption;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Zones that nobody named and that explain more partitions than any that was named.
 *
 * @param guess what the first of them explains
 * @param names some of them: many zones are alike
 */
record OtherZones(Guess guess, List<String> names) {

    private static final int SAMPLE = 50;
    private static final int NAMED = 3;

    /** Those with the most people, by and large; of those that are alike the one that is named most. */
    private static final List<String> COMMON = List.of(
            "Europe/Berlin",
            "Europe/London",
            "America/New_York",
            "America/Los_Angeles",
            "America/Chicago",
            "Asia/Kolkata",
            "Asia/Shanghai",
            "Asia/Tokyo",
            "America/Sao_Paulo",
            "Europe/Paris",
            "Europe/Madrid",
            "Europe/Moscow",
            "Europe/Istanbul",
            "Europe/Helsinki",
            "Asia/Singapore",
            "Asia/Jakarta",
            "Asia/Dubai",
            "Asia/Karachi",
            "Asia/Dhaka",
            "Asia/Seoul",
            "Asia/Hong_Kong",
            "Asia/Bangkok",
            "Asia/Manila",
            "Asia/Jerusalem",
            "Asia/Tehran",
            "Asia/Kathmandu",
            "Africa/Lagos",
            "Africa/Cairo",
            "Africa/Johannesburg",
            "Africa/Nairobi",
            "America/Mexico_City",
            "America/Bogota",
            "America/Argentina/Buenos_Aires",
            "America/Denver",
            "America/Phoenix",
            "America/Toronto",
            "America/Halifax",
            "America/St_Johns",
            "America/Anchorage",
            "America/Caracas",
            "Australia/Sydney",
            "Australia/Brisbane",
            "Australia/Adelaide",
            "Australia/Perth",
            "Pacific/Auckland",
            "Pacific/Honolulu");

    /** Looks at the newest partitions only: there are hundreds of zones. */
    static Optional<OtherZones> than(Optional<Guess> best, List<Reading> readings, List<Slot> newestFirst) {
        List<Slot> sample = newestFirst.subList(0, Math.min(SAMPLE, newestFirst.size()));
        List<Guess> found = new ArrayList<>();
        for (Reading reading : oneOfEachEncoding(readings, sample)) {
            int known = best.flatMap(guess -> Guess.best(guess.reading(), sample))
                    .map(Guess::wide)
                    .orElse(0);
            zones().map(zone -> Guess.best(reading.in(zone), sample))
                    .flatMap(Optional::stream)
                    .filter(guess -> guess.wide() > known && guess.explainsMostOf(sample.size()))
                    .forEach(found::add);
        }
        return found.stream()
                .reduce((one, other) -> other.isBetterThan(one) ? other : one)
                .map(guess -> new OtherZones(guess, alike(found, guess)));
    }

    /** Of those that make times of the bounds at all, which does not depend on a zone. */
    private static List<Reading> oneOfEachEncoding(List<Reading> readings, List<Slot> sample) {
        Set<String> seen = new HashSet<>();
        return readings.stream()
                .filter(reading -> reading.isZoned() && seen.add(reading.encoding()))
                .filter(reading -> sample.stream()
                        .anyMatch(slot -> reading.range(slot.bounds()).isPresent()))
                .toList();
    }

    /** Those that people name: regions and their towns, the ones that most people live by first. */
    private static Stream<ZoneId> zones() {
        Stream<String> others = ZoneId.getAvailableZoneIds().stream()
                .filter(id -> id.contains("/") && !id.startsWith("Etc/") && !id.startsWith("SystemV/"))
                .filter(id -> !COMMON.contains(id))
                .sorted();
        return Stream.concat(COMMON.stream(), others).map(ZoneId::of);
    }

    private static List<String> alike(List<Guess> found, Guess best) {
        return found.stream()
                .filter(guess -> !best.isBetterThan(guess))
                .map(guess -> guess.reading().zone().getId())
                .limit(NAMED)
                .toList();
    }
}
