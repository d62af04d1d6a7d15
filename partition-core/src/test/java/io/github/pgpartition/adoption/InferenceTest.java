package io.github.pgpartition.adoption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.model.PartitionedTable;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferenceTest {

    private static final String TZ = "timestamp with time zone";

    private static String inferred(PartitionedTable table, String... zones) {
        List<ZoneId> all = Stream.concat(Stream.of("UTC"), Arrays.stream(zones))
                .map(ZoneId::of)
                .toList();
        Inference inferred = Inference.of(table, Shape.of(table), all);
        return (inferred.interval().text() + " " + inferred.zone() + " " + inferred.encoding()).strip();
    }

    /** Each set has its odd one; the server is in the zone of the set, and in Paris, which is as Berlin is. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # step | zone             | start               | count | odd one                                         | expected
            P1D    | UTC              | 2026-03-20T00:00    | 14    | 2020-01-01 00:00:00+00..2020-02-01 00:00:00+00  | 1 day UTC
            P1D    | Europe/Berlin    | 2026-03-20T00:00    | 14    | 2020-01-01 00:00:00+00..2020-02-01 00:00:00+00  | 1 day Europe/Berlin
            P1D    | Europe/Berlin    | 2026-10-20T00:00    | 14    | 2026-11-03 00:00:00+00..2026-11-04 00:00:00+00  | 1 day Europe/Berlin
            P1D    | Europe/London    | 2026-01-01T00:00    | 300   | 2020-01-01 00:00:00+00..2020-01-02 12:00:00+00  | 1 day Europe/London
            P1D    | Asia/Kolkata     | 2026-03-20T00:00    | 14    | 2020-01-01 00:00:00+00..2021-02-01 00:00:00+00  | 1 day Asia/Kolkata
            P1D    | America/Sao_Paulo | 2018-10-28T00:00   | 14    | 2017-01-01 00:00:00+00..2017-02-01 00:00:00+00  | 1 day America/Sao_Paulo
            P1D    | Pacific/Chatham  | 2026-03-20T00:00    | 30    | 2020-01-01 00:00:00+00..2020-02-01 00:00:00+00  | 1 day Pacific/Chatham
            P7D    | UTC              | 2026-03-02T00:00    | 6     | 2020-01-01 00:00:00+00..2020-01-02 00:00:00+00  | 1 week UTC
            P7D    | UTC              | 2026-03-07T00:00    | 6     | 2020-01-06 00:00:00+00..2020-01-07 00:00:00+00  | 1 week UTC
            P7D    | Europe/Berlin    | 2026-03-02T00:00    | 6     | 2020-01-01 00:00:00+00..2020-01-02 00:00:00+00  | 1 week Europe/Berlin
            P14D   | UTC              | 2026-03-02T00:00    | 4     | 2020-01-01 00:00:00+00..2020-01-02 00:00:00+00  | 2 weeks UTC
            P10D   | UTC              | 2026-10-12T00:00    | 9     | 2020-01-01 00:00:00+00..2020-01-02 00:00:00+00  | 10 days UTC
            P1M    | UTC              | 2025-11-01T00:00    | 6     | 2020-01-01 00:00:00+00..2021-01-01 00:00:00+00  | 1 month UTC
            P1M    | Europe/Berlin    | 2025-11-01T00:00    | 12    | 2020-01-01 00:00:00+00..2021-01-01 00:00:00+00  | 1 month Europe/Berlin
            P1M    | UTC              | 2025-11-15T00:00    | 6     | 2020-01-01 00:00:00+00..2021-01-01 00:00:00+00  | 1 month UTC
            P3M    | UTC              | 2025-01-01T00:00    | 6     | 2020-01-01 00:00:00+00..2020-01-02 00:00:00+00  | 3 months UTC
            P3M    | UTC              | 2025-02-01T00:00    | 6     | 2020-01-01 00:00:00+00..2020-01-02 00:00:00+00  | 3 months UTC
            P1Y    | UTC              | 2020-01-01T00:00    | 4     | 2010-01-01 00:00:00+00..2020-01-01 00:00:00+00  | 1 year UTC
            P1Y    | Europe/Berlin    | 2020-01-01T00:00    | 4     | 2010-01-01 00:00:00+00..2020-01-01 00:00:00+00  | 1 year Europe/Berlin
            PT15M  | UTC              | 2026-03-28T22:00    | 40    | 2020-01-01 00:00:00+00..2020-01-02 00:00:00+00  | 15 minutes UTC
            PT30M  | Asia/Kolkata     | 2026-03-28T00:00    | 40    | 2020-01-01 00:00:00+00..2020-01-02 00:00:00+00  | 30 minutes UTC
            PT1H   | Europe/Berlin    | 2026-03-28T00:00    | 60    | 2020-01-01 00:00:00+00..2020-01-02 00:00:00+00  | 1 hour UTC
            PT1H   | Asia/Kolkata     | 2026-03-28T00:00    | 60    | 2020-01-01 00:00:00+00..2020-01-02 00:00:00+00  | 1 hour Asia/Kolkata
            PT6H   | UTC              | 2026-03-28T00:00    | 8     | 2020-01-01 00:00:00+00..2020-01-02 00:00:00+00  | 6 hours UTC
            PT6H   | America/New_York | 2026-06-28T00:00    | 8     | 2020-01-01 00:00:00+00..2020-01-02 00:00:00+00  | 6 hours America/New_York
            """)
    void intervalIsThatOfMostPartitions(
            String step, String zone, String start, int count, String odd, String expected) {
        PartitionedTable table = new PartitionSet(TZ)
                .ranges(odd)
                .times("", ZoneId.of(zone), start, step, count)
                .ranges("MINVALUE..2010-01-01 00:00:00+00, 2030-01-01 00:00:00+00..MAXVALUE")
                .table();
        assertThat(inferred(table, zone)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "date, P1D, 1 day UTC",
        "date, P1M, 1 month UTC",
        "timestamp without time zone, P1D, 1 day UTC",
        "timestamp without time zone, PT1H, 1 hour UTC",
        "timestamp without time zone, P7D, 1 week UTC"
    })
    void localTimesHaveNoZone(String type, String step, String expected) {
        PartitionedTable table = new PartitionSet(type)
                .times("", ZoneId.of("UTC"), "2026-06-01T00:00", step, 5)
                .table();
        assertThat(inferred(table, "Europe/Berlin")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            smallint | 0..100, 100..200, 200..500                                    | 100 UTC
            integer  | MINVALUE..0, 0..1000000, 1000000..2000000, 2000000..MAXVALUE  | 1000000 UTC
            bigint   | 5..15, 15..25, 25..35, 35..1000                               | 10 UTC
            numeric  | 0..0.5, 1..3, 3..5, 5..7                                      | 2 UTC
            bigint   | 0..10, 10..110, 110..120, 120..220                            | 100 UTC
            bigint   | 1700000000..1701000000, 1701000000..1702000000                | 1000000 UTC
            """)
    void widthOfNumbersIsTheCommonestAndThenTheNewest(String type, String ranges, String expected) {
        assertThat(inferred(new PartitionSet(type).ranges(ranges).table())).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            integer   | epoch_s                    | P1D   | Europe/Berlin | 1 day Europe/Berlin epoch_s
            bigint    | epoch_s                    | P1M   | UTC           | 1 month UTC epoch_s
            bigint    | epoch_ms                   | P1D   | UTC           | 1 day UTC epoch_ms
            bigint    | epoch_us                   | PT1H  | UTC           | 1 hour UTC epoch_us
            numeric   | epoch_ns                   | P7D   | UTC           | 1 week UTC epoch_ns
            uuid      | uuidv7                     | P1D   | Europe/Berlin | 1 day Europe/Berlin uuidv7
            text      | ulid                       | P1M   | UTC           | 1 month UTC ulid
            character | ulid                       | PT15M | UTC           | 15 minutes UTC ulid
            bigint    | snowflake:1288834974657:22 | P1D   | UTC           | 1 day UTC snowflake:1288834974657:22
            """)
    void timesInsideOfOtherTypesShow(String type, String encoding, String step, String zone, String expected) {
        PartitionedTable table = new PartitionSet(type)
                .times(encoding, ZoneId.of(zone), "2026-06-01T00:00", step, 5)
                .table();
        assertThat(inferred(table, "Europe/Berlin")).isEqualTo(expected);
    }

    @Test
    void bitsOfTheVersionInAUuidDoNotMatter() {
        PartitionedTable table = new PartitionSet("uuid")
                .ranges("019d2c60-4580-7000-8000-000000000000..019d3186-a180-7000-8000-000000000000,"
                        + " 019d3186-a180-7000-8000-000000000000..019d36ac-fd80-7000-8000-000000000000")
                .table();
        assertThat(inferred(table, "Europe/Berlin")).isEqualTo("1 day Europe/Berlin uuidv7");
    }

    @Test
    void zoneThatNobodyNamedIsAskedFor() {
        PartitionedTable table = new PartitionSet(TZ)
                .times("", ZoneId.of("America/New_York"), "2026-03-01T00:00", "P1D", 20)
                .table();
        assertThatThrownBy(() -> inferred(table, "Europe/Berlin"))
                .hasMessageMatching(
                        "Cannot import the partitions of \"App data\".\"Events\": 20 of 20 partitions are of 1 day in a time zone such as"
                                + " America/New_York, America/Toronto, America/Detroit, which neither the server nor the database is set to\\. Declare"
                                + " the zone that is meant: importExisting of a policy with interval '1 day' and that timeZone\\.");
    }

    @Test
    void winterIsNotTakenForTheWholeYear() {
        PartitionedTable table = new PartitionSet(TZ)
                .times("", ZoneId.of("Europe/London"), "2026-02-20T00:00", "P1D", 45)
                .table();
        assertThatThrownBy(() -> inferred(table)).hasMessageContaining("45 of 45 partitions are of 1 day");
    }

    @Test
    void numbersThatAreDaysSomewhereAreAskedFor() {
        PartitionedTable table = new PartitionSet("bigint")
                .times("epoch_ms", ZoneId.of("America/New_York"), "2026-06-01T00:00", "P1D", 5)
                .table();
        assertThatThrownBy(() -> inferred(table))
                .hasMessageContaining("interval '1 day', keyEncoding epoch_ms and that timeZone");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bigint | 0..1, 1..3, 3..6                                        | no interval is that of at least half of its 3 partitions with a start and an end. Say which one is wanted from now on: importExisting of a policy with that interval.
            bigint | MINVALUE..0, 0..MAXVALUE                                | it has no partition with a start and an end to infer an interval from. Declare the interval with manage.
            date   | -infinity..infinity                                     | it has no partition with a start and an end to infer an interval from. Declare the interval with manage.
            text   | a..b, b..c                                              | its key is of type text, and nothing shows how its bounds hold a time. Declare a policy with its keyEncoding: uuidv7 or ulid, if all values are such.
            date   | 2026-01-01..2026-01-02, 2026-01-02..2026-01-04, 2026-01-04..2026-01-10 | no interval is that of at least half of its 3 partitions with a start and an end. Say which one is wanted from now on: importExisting of a policy with that interval.
            """)
    void whatShowsNothingIsRefused(String type, String ranges, String why) {
        assertThatThrownBy(() -> inferred(new PartitionSet(type).ranges(ranges).table()))
                .hasMessage("Cannot import the partitions of \"App data\".\"Events\": " + why);
    }
}
