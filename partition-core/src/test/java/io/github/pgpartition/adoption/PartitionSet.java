package io.github.pgpartition.adoption;

import io.github.pgpartition.model.BoundText;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionStrategy;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.policy.KeyEncoding;
import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.QualifiedName;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.List;

/** Partitions as somebody's script makes them: from a moment on, one after the other, each a step longer. */
final class PartitionSet {

    private static final QualifiedName EVENTS = QualifiedName.of("App data", "Events");

    private final String keyType;
    private final List<RangeBounds> bounds = new ArrayList<>();

    PartitionSet(String keyType) {
        this.keyType = keyType;
    }

    /** @param step as ISO 8601 has it: {@code P1M}, {@code PT15M}; the local time steps on for a period, the moment for a duration */
    PartitionSet times(String encoding, ZoneId zone, String start, String step, int count) {
        KeyEncoding key = KeyEncoding.of(
                keyType,
                PartitionPolicy.of(EVENTS.sql(), "1 day").keyEncoding(encoding).build());
        TemporalAmount amount = step.startsWith("PT") ? Duration.parse(step) : Period.parse(step);
        ZonedDateTime first = LocalDateTime.parse(start).atZone(zone);
        for (int i = 0; i < count; i++) {
            bounds.add(RangeBounds.of(
                    key.write(KeyPoint.of(times(first, amount, i).toInstant())),
                    key.write(KeyPoint.of(times(first, amount, i + 1).toInstant()))));
        }
        return this;
    }

    private static ZonedDateTime times(ZonedDateTime first, TemporalAmount amount, int times) {
        return amount instanceof Period period
                ? first.plus(period.multipliedBy(times))
                : first.plus(((Duration) amount).multipliedBy(times));
    }

    /** {@code MINVALUE..0, 0..100}; nothing where it is null. */
    PartitionSet ranges(String text) {
        if (text != null) {
            for (String range : text.split(", ", -1)) {
                int dots = range.indexOf("..");
                bounds.add(RangeBounds.of(
                        BoundText.value(range.substring(0, dots)), BoundText.value(range.substring(dots + 2))));
            }
        }
        return this;
    }

    PartitionedTable table() {
        List<Partition> partitions = new ArrayList<>();
        for (RangeBounds range : bounds) {
            int number = partitions.size() + 1;
            partitions.add(new Partition(
                    100 + number, QualifiedName.of("App data", "part " + number), range, false, false, -1, null));
        }
        return new PartitionedTable(
                1, EVENTS, PartitionKey.columns(PartitionStrategy.RANGE, "At"), List.of(keyType), partitions);
    }
}
