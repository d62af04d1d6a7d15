package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.time.ZoneId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kind of key, on the real server: the first and the last key of a day in Berlin find the partition of that day. */
class KeyKindsTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void reset() {
        events.reset();
        db.execute("DROP TABLE " + EVENTS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # type        | encoding                   | first                                  | last
            date          |                            | 2026-03-28                             | 2026-03-28
            timestamp     |                            | 2026-03-28 00:00:00                    | 2026-03-28 23:59:59.999999
            timestamptz   |                            | 2026-03-27 23:00:00+00                 | 2026-03-28 22:59:59.999999+00
            integer       | epoch_s                    | 1774652400                             | 1774738799
            bigint        | epoch_s                    | 1774652400                             | 1774738799
            bigint        | epoch_ms                   | 1774652400000                          | 1774738799999
            bigint        | epoch_us                   | 1774652400000000                       | 1774738799999999
            bigint        | epoch_ns                   | 1774652400000000000                    | 1774738799999999999
            numeric       | epoch_s                    | 1774652400.000000000                   | 1774738799.999999999
            uuid          | uuidv7                     | 019d3186-a180-7000-8000-000000000000   | 019d36ac-fd7f-7fff-bfff-ffffffffffff
            uuid          | ulid                       | 019d3186-a180-0000-0000-000000000000   | 019d36ac-fd7f-ffff-ffff-ffffffffffff
            text          | ulid                       | 01KMRRD8C00000000000000000             | 01KMVASZBZZZZZZZZZZZZZZZZZ
            char(26)      | ulid                       | 01KMRRD8C00000000000000000             | 01KMVASZBZZZZZZZZZZZZZZZZZ
            bigint        | snowflake:1288834974657:22 | 2037665970385846272                    | 2038028358251446271
            """)
    void rowsOfADayLieInItsPartition(String type, String encoding, String first, String last) {
        events.createTable("Events", type);
        var policy = PartitionPolicy.of(EVENTS, "1 day")
                .premake(1)
                .startAt("2026-03-27")
                .timeZone(ZoneId.of("Europe/Berlin"))
                .keyEncoding(encoding == null ? "" : encoding)
                .build();
        events.manager().manage(policy);
        assertThat(events.manager().maintain().succeeded()).isTrue();
        assertThat(db.queryString("SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class"
                        + " WHERE relispartition AND relkind = 'r'"))
                .isEqualTo("Events_p20260327,Events_p20260328,Events_p20260329");
        db.execute("INSERT INTO " + EVENTS + " VALUES (1, '" + first + "'), (2, '" + last + "')");
        assertThat(db.queryString("SELECT string_agg(DISTINCT tableoid::regclass::text, ',') FROM " + EVENTS))
                .isEqualTo("\"App data\".\"Events_p20260328\"");
        assertThat(events.manager().plan().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "smallint, 32000, 32767",
        "integer, 2147483000, 2147483647",
        "bigint, 9223372036854775000, 9223372036854775807"
    })
    void lastPartitionGoesToTheEndOfTheType(String type, long highest, long end) {
        events.createTable("Events", type);
        db.execute(
                "CREATE TABLE \"App data\".\"Before\" PARTITION OF " + EVENTS + " FOR VALUES FROM (MINVALUE) TO ("
                        + (highest + 1) + ")",
                "INSERT INTO " + EVENTS + " VALUES (1, " + highest + ")");
        events.manager().manage(PartitionPolicy.of(EVENTS, "400").premake(9).build());
        assertThat(events.manager().maintain().failures()).isEmpty();
        db.execute("INSERT INTO " + EVENTS + " VALUES (2, " + end + ")");
        assertThat(events.manager().plan().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"100, 17, Events_p1800", "100, 1, Events_p200", "100, 90, Events_p9100"})
    void highestKeyIsFoundBelowAnyNumberOfEmptyPartitions(int partitions, int filled, String next) {
        events.createTable("Events", "bigint");
        for (int i = 0; i < partitions; i++) {
            db.execute("CREATE TABLE \"App data\".\"P" + i + "\" PARTITION OF " + EVENTS + " FOR VALUES FROM ("
                    + i * 100 + ") TO (" + (i * 100 + 100) + ")");
        }
        db.execute("INSERT INTO " + EVENTS + " VALUES (1, " + (filled * 100 + 50) + ")");
        db.execute("DROP TABLE \"App data\".\"P" + (filled + 1) + "\"");
        events.manager().manage(PartitionPolicy.of(EVENTS, "100").premake(1).build());
        assertThat(events.manager().maintain().created())
                .extracting(name -> name.name().value())
                .containsExactly(next);
    }
}
