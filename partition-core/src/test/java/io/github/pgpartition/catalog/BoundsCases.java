package io.github.pgpartition.catalog;

import static io.github.pgpartition.model.BoundValue.MAXVALUE;
import static io.github.pgpartition.model.BoundValue.MINVALUE;
import static io.github.pgpartition.model.BoundValue.NULL;
import static io.github.pgpartition.model.PartitionStrategy.HASH;
import static io.github.pgpartition.model.PartitionStrategy.LIST;
import static io.github.pgpartition.model.PartitionStrategy.RANGE;

import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.DefaultBounds;
import io.github.pgpartition.model.HashBounds;
import io.github.pgpartition.model.ListBounds;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionStrategy;
import io.github.pgpartition.model.RangeBounds;
import java.util.Arrays;
import java.util.List;

/** Bounds of every variant over keys of many types, in the text form that the server gives their values. */
record BoundsCases(String columns, PartitionStrategy strategy, PartitionBounds bounds) {

    static final List<BoundsCases> ALL = List.of(
            range("date", "2026-01-01", "2026-02-01"),
            range("timestamp", "2026-01-01 06:30:00", "2026-01-01 06:30:00.000001"),
            range("timestamptz", "2026-03-29 01:00:00+00", "2026-10-25 01:00:00.5+00"),
            range("timestamptz", "1800-01-01 00:00:00+00", "infinity"),
            range("timestamptz(0)", "-infinity", "9999-12-31 23:00:00+00"),
            range("timestamptz", "12026-01-01 00:00:00+00", "12027-01-01 00:00:00+00"),
            range("smallint", "-10", "10"),
            range("bigint", "-9223372036854775808", "9223372036854775807"),
            range("numeric", "-0.50", "12345678901234567890.123"),
            range("double precision", "-0.5", "Infinity"),
            range("text", "a'b", "b,(c)"),
            range("text", "MINVALUE", "NULL"),
            range("varchar(20)", "", "ä ö \uD83D\uDE00"),
            range("uuid", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
            range("interval", "1 day", "1 mon 02:00:00"),
            range("inet", "10.0.0.0/8", "192.168.0.1"),
            range("bytea", "\\x00", "\\xff5c"),
            new BoundsCases("date", RANGE, RangeBounds.of(MINVALUE, BoundValue.of("2026-01-01"))),
            new BoundsCases("date", RANGE, RangeBounds.of(BoundValue.of("2026-01-01"), MAXVALUE)),
            new BoundsCases("date", RANGE, RangeBounds.of(MINVALUE, MAXVALUE)),
            ranges("int, text", values("1", "x, y"), values("2", "it's")),
            ranges("text, timestamptz", values("eu", "2026-01-01 00:00:00+00"), values("eu", "2026-02-01 00:00:00+00")),
            ranges(
                    "int, int, date",
                    List.of(BoundValue.of(1), MINVALUE, MINVALUE),
                    List.of(BoundValue.of(1), MAXVALUE, MAXVALUE)),
            list("text", "it's", "a,b", "(", "))", "\\", "\\\\'", "C:\\new", "\"", "{fn now()}", "?", " ", "NULL"),
            list("text", "line\nbreak", "tab\t", "日本", "\uD83D\uDE00"),
            new BoundsCases("text", LIST, new ListBounds(List.of(BoundValue.of("eu"), NULL))),
            new BoundsCases("int", LIST, new ListBounds(List.of(NULL))),
            list("boolean", "true"),
            new BoundsCases("boolean", LIST, new ListBounds(List.of(BoundValue.of("false"), NULL))),
            list("\"App data\".\"Mood's\"", "so, so", "O'K"),
            list("\"App data\".\"At least\"", "2026-01-01 00:00:00+00"),
            list("uuid", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
            list("numeric", "-1.50", "0", "100000"),
            list("int", "-2", "-1", "0", "1"),
            list("bit(3)", "101", "000"),
            list("varbit", "1", ""),
            list("char(3)", "ab ", "abc"),
            list("timestamptz", "2026-01-01 00:00:00+00", "2026-07-01 00:00:00.25+00"),
            list("date", "2026-12-31", "infinity"),
            list("int[]", "{1,2}", "{NULL}"),
            new BoundsCases("int", HASH, new HashBounds(8, 7)),
            new BoundsCases("text, date", HASH, new HashBounds(1, 0)),
            new BoundsCases("int", LIST, new DefaultBounds()),
            new BoundsCases("int, date", RANGE, new DefaultBounds()));

    private static BoundsCases range(String type, String from, String to) {
        return new BoundsCases(type, RANGE, RangeBounds.of(from, to));
    }

    private static BoundsCases ranges(String types, List<BoundValue> from, List<BoundValue> to) {
        return new BoundsCases(types, RANGE, new RangeBounds(from, to));
    }

    private static BoundsCases list(String type, String... values) {
        return new BoundsCases(type, LIST, ListBounds.of(values));
    }

    private static List<BoundValue> values(String... texts) {
        return Arrays.stream(texts).map(BoundValue::of).toList();
    }

    private String[] types() {
        return columns.split(", ", -1);
    }

    /** Columns {@code "Key 0"}, {@code "Key 1"}, … */
    PartitionKey key() {
        String[] names = new String[types().length];
        Arrays.setAll(names, i -> "Key " + i);
        return PartitionKey.columns(strategy, names);
    }

    List<String> elements() {
        String[] elements = types();
        Arrays.setAll(elements, i -> "\"Key " + i + "\" " + types()[i]);
        return List.of(elements);
    }
}
