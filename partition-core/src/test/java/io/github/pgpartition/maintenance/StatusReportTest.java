package io.github.pgpartition.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.registry.TableStatus;
import io.github.pgpartition.registry.TableStatus.Verdict;
import io.github.pgpartition.sql.QualifiedName;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusReportTest {

    private static final Instant NOW = Instant.parse("2026-03-28T12:00:00.123456Z");

    private static final TableStatus GOOD = new TableStatus(
            QualifiedName.of("app", "events"),
            Verdict.OK,
            "",
            12,
            Instant.parse("2026-04-02T00:00:00Z"),
            0,
            0,
            0,
            NOW,
            NOW);

    private static final TableStatus BAD = new TableStatus(
            QualifiedName.of("App data", "Odd\none"),
            Verdict.CRIT,
            "rows have no partition\nany more",
            3,
            Instant.parse("2026-03-28T10:29:00Z"),
            1,
            250,
            1,
            NOW,
            null);

    private static final TableStatus NUMBERS = new TableStatus(
            QualifiedName.of("app", "numbers"), Verdict.WARN, "never maintained", 4, null, 0, 0, 0, null, null);

    private static StatusReport report(TableStatus... tables) {
        return new StatusReport(NOW, List.of(tables));
    }

    @Test
    void textIsATableWithALineForEach() {
        assertThat(report(GOOD, BAD, NUMBERS).toText()).isEqualTo("""
                VERDICT  TABLE                 PARTITIONS  RUNWAY ENDS                        GAPS  IN DEFAULT  PENDING  LAST SUCCESS          REASON
                OK       "app"."events"        12          2026-04-02T00:00:00Z (in 4d 11h)   0     0           0        2026-03-28T12:00:00Z
                CRIT     "App data"."Odd one"  3           2026-03-28T10:29:00Z (1h 31m ago)  1     250         1        never                 rows have no partition any more
                WARN     "app"."numbers"       4           -                                  0     0           0        never                 never maintained
                """);
    }

    @Test
    void jsonHasTheTimesThatThereAre() {
        assertThat(report(GOOD, NUMBERS).toJson())
                .isEqualTo("{\"now\":\"2026-03-28T12:00:00.123456Z\",\"worst\":\"WARN\",\"tables\":["
                        + "{\"table\":\"\\\"app\\\".\\\"events\\\"\",\"verdict\":\"OK\",\"reason\":\"\",\"partitions\":12,"
                        + "\"runwayEnds\":\"2026-04-02T00:00:00Z\",\"gaps\":0,\"rowsInDefault\":0,\"detachPending\":0,"
                        + "\"lastPass\":\"2026-03-28T12:00:00.123456Z\",\"lastSuccess\":\"2026-03-28T12:00:00.123456Z\"},"
                        + "{\"table\":\"\\\"app\\\".\\\"numbers\\\"\",\"verdict\":\"WARN\",\"reason\":\"never maintained\","
                        + "\"partitions\":4,\"gaps\":0,\"rowsInDefault\":0,\"detachPending\":0}]}");
    }

    @Test
    void worstVerdictOfAllCounts() {
        assertThat(report().worst()).isEqualTo(Verdict.OK);
        assertThat(report(GOOD, NUMBERS).worst()).isEqualTo(Verdict.WARN);
        assertThat(report(BAD, GOOD, NUMBERS).worst()).isEqualTo(Verdict.CRIT);
    }

    @Test
    void noTableIsSaid() {
        assertThat(report().toText()).isEqualTo("No table is managed.\n");
    }
}
