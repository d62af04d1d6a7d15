package io.github.pgpartition.adoption;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.policy.Interval;
import io.github.pgpartition.policy.KeyEncoding;
import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.policy.KeyRange;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.QualifiedName;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One way to read the bounds of a table as times.
 *
 * @param zone     in which boundaries fall
 * @param encoding as a policy says it; empty where the type says how it holds a time
 */
record Reading(QualifiedName table, String type, ZoneId zone, String encoding, KeyEncoding key) {

    /** Those of the snowflakes that are not somebody's own: Twitter's and Discord's. */
    private static final List<String> OF_LONGS = List.of(
            "epoch_s", "epoch_ms", "epoch_us", "epoch_ns", "snowflake:1288834974657:22", "snowflake:1420070400000:22");

    private static final Map<String, List<String>> ENCODINGS = Map.of(
            "timestamp with time zone", List.of(""),
            "timestamp without time zone", List.of(""),
            "date", List.of(""),
            "integer", List.of("epoch_s"),
            "bigint", OF_LONGS,
            "numeric", OF_LONGS,
            "uuid", List.of("uuidv7"),
            "text", List.of("ulid"),
            "character", List.of("ulid"));

    /** Every way to read a key of that type; none for one that can hold no time. */
    static List<Reading> all(QualifiedName table, String type, List<ZoneId> zones) {
        boolean local = type.equals("date") || type.equals("timestamp without time zone");
        List<ZoneId> tried = local ? List.of(ZoneOffset.UTC) : zones;
        return ENCODINGS.getOrDefault(type, List.of()).stream()
                .flatMap(encoding -> tried.stream().map(zone -> of(table, type, zone, encoding)))
                .toList();
    }

    private static Reading of(QualifiedName table, String type, ZoneId zone, String encoding) {
        ZoneId named = zone.equals(ZoneOffset.UTC) ? ZoneId.of("UTC") : zone;
        PartitionPolicy policy = PartitionPolicy.of(table.sql(), "1 day")
                .timeZone(named)
                .keyEncoding(encoding)
                .build();
        return new Reading(table, type, named, encoding, KeyEncoding.of(type, policy));
    }

    /** Whether a type says nothing about how it holds a time, and does not count either. */
    static boolean isOpaque(String type) {
        return !KeyEncoding.NUMBERS.contains(type)
                && !ENCODINGS.getOrDefault(type, List.of()).contains("");
    }

    /** Whether the zone matters: local times are the same in each. */
    boolean isZoned() {
        return key.axisZone().equals(zone);
    }

    Reading in(ZoneId other) {
        return of(table, type, other, encoding);
    }

    /** What a partition covers; empty where it is open at an end, or where this way of reading makes no sense of its bounds. */
    Optional<KeyRange> range(RangeBounds bounds) {
        try {
            KeyRange range = key.range(bounds);
            if (!range.from().isFinite() || !range.to().isFinite()) {
                return Optional.empty();
            }
            KeyRange plain = encoding.isEmpty() ? range : Millis.of(range);
            return isLikely(plain) ? Optional.of(plain) : Optional.empty();
        } catch (PartitioningException unreadable) {
            return Optional.empty();
        }
    }

    /** A number that happens to be a time is hardly ever one of our days. */
    private boolean isLikely(KeyRange range) {
        Instant first = Instant.parse(encoding.isEmpty() ? "0001-01-01T00:00:00Z" : "1990-01-01T00:00:00Z");
        Instant last = Instant.parse(encoding.isEmpty() ? "9999-12-31T00:00:00Z" : "2100-01-01T00:00:00Z");
        return range.from().compareTo(KeyPoint.of(first)) >= 0 && range.to().compareTo(KeyPoint.of(last)) <= 0;
    }

    /** Whether a partition is exactly one of those that the interval makes. */
    boolean fits(KeyRange range, Interval interval) {
        return interval.floor(range.from(), key.axisZone()).equals(range.from())
                && interval.next(range.from(), key.axisZone()).equals(range.to());
    }

    Optional<Interval> width(KeyRange range) {
        return CalendarWidth.of(range, key.axisZone());
    }
}
