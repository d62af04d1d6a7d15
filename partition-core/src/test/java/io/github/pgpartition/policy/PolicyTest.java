package io.github.pgpartition.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.sql.QualifiedName;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {

    private static final QualifiedName EVENTS = QualifiedName.of("App", "Events");

    private static PartitionPolicy parse(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : text.split("; ", -1)) {
            fields.put(field.substring(0, field.indexOf('=')), field.substring(field.indexOf('=') + 1));
        }
        return PartitionPolicy.parse(EVENTS, fields);
    }

    private static PartitionPolicy inZone(String zone) {
        return PartitionPolicy.of("events", "1 day").timeZone(ZoneId.of(zone)).build();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # fields                                     | message
            premake=4                                    | Cannot manage "App"."Events": it has no interval. Say how wide a partition is, such as 1 day.
            interval=                                    | Cannot manage "App"."Events": it has no interval. Say how wide a partition is, such as 1 day.
            interval=1 day; premake=0                    | Cannot manage "App"."Events": premake is 0. Keep at least 1 partition ahead, or rows of tomorrow have none.
            interval=1 day; premake=-3                   | Cannot manage "App"."Events": premake is -3. Keep at least 1 partition ahead, or rows of tomorrow have none.
            interval=1 day; premake=four                 | Cannot manage "App"."Events": premake 'four' is not a number. Give the number of partitions to keep ahead.
            interval=1 day; premake=1.5                  | Cannot manage "App"."Events": premake '1.5' is not a number. Give the number of partitions to keep ahead.
            interval=1 day; retention=90                 | Cannot manage "App"."Events": interval '1 day' and retention '90' are not of one kind. Give the retention a unit, such as 90 days.
            interval=10; retention=90 days               | Cannot manage "App"."Events": interval '10' and retention '90 days' are not of one kind. Give the retention as a plain number.
            interval=1 day; retention=-30 days           | Cannot use retention '-30 days': it is not positive. Give a number of 1 or more.
            interval=1 day; retention=0 days             | Cannot use retention '0 days': it is not positive. Give a number of 1 or more.
            interval=1 day; retention=30 dayz            | Cannot use retention '30 dayz': it is not a number with a unit. Write for example '15 minutes', '1 hour', '1 day', '1 week', '3 months', '1 year', or a plain number for a key that counts.
            interval=1 day; retention=10000000000 days   | Cannot use 10000000000 days: it is too long. Give at most 9999999.
            interval=1 day; retentionAction=delete       | Cannot use retentionAction 'delete': there is no such action. Use drop, detach or archive.
            interval=1 day; retentionAction=archive      | Cannot manage "App"."Events": retentionAction is archive and there is no retentionSchema. Name the schema to move partitions to.
            interval=1 day; retentionSchema=old          | Cannot manage "App"."Events": it has a retentionSchema, and retentionAction is drop. Set retentionAction to archive, or leave retentionSchema out.
            interval=1 day; timeZone=Mars/Olympus        | Cannot manage "App"."Events": there is no time zone 'Mars/Olympus'. Use a name such as UTC or Europe/Berlin.
            interval=1 day; timeZone=+05:00              | Cannot manage "App"."Events": there is no time zone '+05:00'. Use a name such as UTC or Europe/Berlin.
            interval=1 day; defaultPartition=yes         | Cannot use defaultPartition 'yes': it is neither. Use none or keep.
            interval=1 day; keyEncoding=epoch            | Cannot use keyEncoding 'epoch': there is no such encoding. Use epoch_s, epoch_ms, epoch_us, epoch_ns, uuidv7, ulid or snowflake:<epoch ms>:<shift>, such as snowflake:1288834974657:22.
            interval=1 day; keyEncoding=snowflake:1:41   | Cannot use keyEncoding 'snowflake:1:41': there is no such encoding. Use epoch_s, epoch_ms, epoch_us, epoch_ns, uuidv7, ulid or snowflake:<epoch ms>:<shift>, such as snowflake:1288834974657:22.
            interval=1 day; paused=yes                   | Cannot manage "App"."Events": paused is 'yes'. Use true or false.
            interval=1 day; partitionName={table}        | Cannot use partitionName '{table}': it has no {start}, so that all partitions would have one name. Add {start}.
            interval=1 day; partitionName={start}{month} | Cannot use partitionName '{start}{month}': {month} is not known. Use {table}, {start} and, where there are tenants, {tenant}.
            interval=1 day; partitionName={tenant}{start} | Cannot use partitionName '{tenant}{start}': {tenant} stands for nothing without a tenantColumn. Remove it, or set tenantColumn.
            interval=1 day; tenantColumn=t; partitionName={start} | Cannot use partitionName '{start}': it has no {tenant}, so that the partitions of all tenants would have one name. Add {tenant}.
            interval=1 day; hold=2025-01-01              | Cannot use hold '2025-01-01': '2025-01-01' is not a range. Write start and end with two dots between: 2025-01-01..2025-07-01.
            interval=1 day; premakes=4                   | Cannot read the policy: it has no field 'premakes'. Use interval, premake, retention, retentionAction, retentionSchema, timeZone, partitionName, keyEncoding, startAt, defaultPartition, tenantColumn, subPartitions, paused, hold.
            """)
    void refusesWhatCannotBeMeant(String fields, String message) {
        assertThatThrownBy(() -> parse(fields)).hasMessage(message);
    }

    @Test
    void blankFieldTakesItsDefault() {
        PartitionPolicy expected =
                PartitionPolicy.of("\"App\".\"Events\"", "1 day").build();
        assertThat(parse("interval= 1 day ; premake=; retention= ; retentionAction=; retentionSchema=; timeZone=;"
                        + " partitionName=; startAt=; paused=; hold="))
                .isEqualTo(expected);
        assertThat(expected.premake()).isEqualTo(4);
        assertThat(expected.retention()).isEmpty();
        assertThat(expected.retentionAction()).isEqualTo(RetentionAction.DROP);
        assertThat(expected.timeZone()).isEqualTo(ZoneId.of("UTC"));
        assertThat(expected.naming().template()).isEqualTo("{table}_p{start}");
        assertThat(expected.startAt()).isEmpty();
        assertThat(expected.paused()).isFalse();
        assertThat(expected.holds()).isEmpty();
    }

    @Test
    void fieldsSayThePolicyWhole() {
        PartitionPolicy policy = PartitionPolicy.of("\"App\".\"Events\"", "3 MONTHS")
                .premake(7)
                .retention("1year")
                .retentionAction(RetentionAction.ARCHIVE)
                .retentionSchema("\"Old\"")
                .timeZone(ZoneId.of("Europe/Berlin"))
                .partitionName("{table}_{start}")
                .startAt("2026-01-01")
                .paused(true)
                .hold("2025-01-01 .. 2025-07-01,2026-03-01..2026-03-02")
                .build();
        assertThat(policy.fields().values())
                .containsExactly(
                        "3 months",
                        "7",
                        "1 year",
                        "archive",
                        "\"Old\"",
                        "Europe/Berlin",
                        "{table}_{start}",
                        "2026-01-01",
                        "none",
                        "true",
                        "2025-01-01..2025-07-01, 2026-03-01..2026-03-02");
        Map<String, String> byName = policy.fields().entrySet().stream()
                .collect(Collectors.toMap(e -> e.getKey().fieldName(), Map.Entry::getValue));
        assertThat(PartitionPolicy.parse(EVENTS, byName)).isEqualTo(policy);
        assertThat(policy.forTable(QualifiedName.of("b")).table()).isEqualTo(QualifiedName.of("b"));
    }

    @ParameterizedTest
    @CsvSource({
        "90 minutes, 2026-03-31T10:30:00Z", "1 hour, 2026-03-31T11:00:00Z", "2 days, 2026-03-29T12:00:00Z",
        "3 days, 2026-03-28T13:00:00Z", "1 week, 2026-03-24T13:00:00Z", "1 month, 2026-02-28T13:00:00Z",
        "1 year, 2025-03-31T12:00:00Z"
    })
    void retentionIsCountedInTheZone(String retention, Instant cutoff) {
        KeyPoint noon = KeyPoint.of(Instant.parse("2026-03-31T12:00:00Z"));
        assertThat(Amount.parse("retention", retention).before(noon, ZoneId.of("Europe/Berlin")))
                .isEqualTo(KeyPoint.of(cutoff));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # type                      | text                        | point
            timestamp with time zone    | 2026-03-29                  | 2026-03-28T23:00:00Z
            timestamp with time zone    | 2026-03-29 06:30            | 2026-03-29T04:30:00Z
            timestamp with time zone    | 2026-03-29T06:30:00.5       | 2026-03-29T04:30:00.500Z
            timestamp with time zone    | 2026-03-29 06:30:00Z        | 2026-03-29T06:30:00Z
            timestamp with time zone    | 2026-03-29 06:30:00+05:30   | 2026-03-29T01:00:00Z
            timestamp without time zone | 2026-03-29 06:30            | 2026-03-29T06:30:00Z
            timestamp without time zone | 2026-03-29 06:30:00Z        | 2026-03-29T08:30:00Z
            date                        | 2026-03-29                  | 2026-03-29T00:00:00Z
            """)
    void timesWithoutOffsetAreInTheZoneOfThePolicy(String type, String text, Instant point) {
        assertThat(KeyEncoding.of(type, inZone("Europe/Berlin")).parse(text)).isEqualTo(KeyPoint.of(point));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # type    | text        | message
            date      | soon        | Cannot read the time 'soon': it is not in the form 2026-01-31 or 2026-01-31 06:00:00. Write it so.
            date      | 2026-02-30x | Cannot read the time '2026-02-30x': it is not in the form 2026-01-31 or 2026-01-31 06:00:00. Write it so.
            bigint    | 2026-01-01  | Cannot read the key '2026-01-01': it is not a value of this kind. Write digits, such as 1000000.
            """)
    void refusesPointsThatAreNone(String type, String text, String message) {
        assertThatThrownBy(() -> KeyEncoding.of(type, inZone("UTC")).parse(text))
                .hasMessage(message);
    }

    @Test
    void holdEndsAfterItStarts() {
        KeyEncoding key = KeyEncoding.of("date", inZone("UTC"));
        assertThatThrownBy(() -> new Hold("2026-02-01", "2026-01-01").range(key))
                .hasMessage(
                        "Cannot use hold '2026-02-01..2026-01-01': its end is not after its start. Give the later end"
                                + " last.");
    }
}
