package io.github.pgpartition.adoption;

import static java.util.Comparator.comparing;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.policy.Interval;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * Which interval most of a table's partitions have, told from their bounds alone.
 *
 * @param encoding of the key; empty where its type says it
 */
record Inference(Interval interval, ZoneId zone, String encoding) {

    /**
     * @param zones in which boundaries may fall, the likeliest first: of two that explain as much, the first one counts
     * @throws io.github.pgpartition.error.PartitioningException where no interval explains half of the partitions
     */
    static Inference of(PartitionedTable table, Shape shape, List<ZoneId> zones) {
        List<Slot> slots = finite(table, shape);
        List<Reading> readings = Reading.all(table.name(), shape.axisType(), zones);
        Optional<Guess> time = readings.stream()
                .flatMap(reading -> Guess.best(reading, slots).stream())
                .reduce((one, other) -> other.isBetterThan(one) ? other : one)
                .filter(guess -> guess.explainsMostOf(slots.size()));
        if (time.map(Guess::wide).orElse(0) < slots.size()) {
            OtherZones.than(time, readings, slots).ifPresent(others -> {
                throw refusedForZone(table, slots.size(), others);
            });
        }
        if (time.isPresent()) {
            Guess guess = time.get();
            return new Inference(
                    guess.interval(), guess.reading().zone(), guess.reading().encoding());
        }
        return NumberWidth.of(shape.axisType(), slots)
                .map(interval -> new Inference(interval, ZoneId.of("UTC"), ""))
                .orElseThrow(() -> unexplained(table, shape, slots.size()));
    }

    private static PartitioningException refusedForZone(PartitionedTable table, int finite, OtherZones others) {
        Guess guess = others.guess();
        String encoding = guess.reading().encoding().isEmpty()
                ? ""
                : ", keyEncoding " + guess.reading().encoding();
        return Shape.refused(
                table,
                guess.wide() + " of " + finite + " partitions are of "
                        + guess.interval().text()
                        + " in a time zone such as " + String.join(", ", others.names())
                        + ", which neither the server nor the database is set to",
                "Declare the zone that is meant: importExisting of a policy with interval '"
                        + guess.interval().text() + "'" + encoding + " and that timeZone");
    }

    private static PartitioningException unexplained(PartitionedTable table, Shape shape, int finite) {
        String type = shape.axisType();
        if (Reading.isOpaque(type)) {
            return Shape.refused(
                    table,
                    "its key is of type " + type + ", and nothing shows how its bounds hold a time",
                    "Declare a policy with its keyEncoding: uuidv7 or ulid, if all values are such");
        }
        return Shape.refused(
                table,
                "no interval is that of at least half of its " + finite + " partitions with a start and an end",
                "Say which one is wanted from now on: importExisting of a policy with that interval");
    }

    /** Those made last first. */
    private static List<Slot> finite(PartitionedTable table, Shape shape) {
        List<Slot> finite = shape.slots().stream()
                .filter(slot -> isFinite(slot.bounds().from().get(0))
                        && isFinite(slot.bounds().to().get(0)))
                .toList();
        if (finite.isEmpty()) {
            throw Shape.refused(
                    table,
                    "it has no partition with a start and an end to infer an interval from",
                    "Declare the interval with manage");
        }
        return finite.stream()
                .sorted(comparing((Slot slot) -> slot.partition().oid()).reversed())
                .toList();
    }

    private static boolean isFinite(BoundValue value) {
        return value instanceof BoundValue.Literal literal
                && !literal.text().equals("infinity")
                && !literal.text().equals("-infinity")
                && !literal.text().endsWith(" BC");
    }
}
