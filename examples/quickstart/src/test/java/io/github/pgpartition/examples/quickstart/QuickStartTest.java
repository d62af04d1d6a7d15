package io.github.pgpartition.examples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.LocalDate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class QuickStartTest {

    private static String output = "";

    /** Again where midnight came in between: what is dropped depends on the day. */
    @BeforeAll
    static void run() {
        LocalDate day;
        do {
            day = LocalDate.now(Clock.systemUTC());
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            QuickStart.run(new PrintStream(bytes, true, UTF_8));
            output = bytes.toString(UTF_8);
        } while (!day.equals(LocalDate.now(Clock.systemUTC())));
    }

    @Test
    void runsBothTools() {
        assertThat(output).contains("=== liquibase update ===", "=== flyway migrate ===");
    }

    @Test
    void printsTheStatementsOfBothTools() {
        assertThat(output)
                .contains("PARTITION BY RANGE (\"created_at\")", "SELECT pgpartition.manage('\"public\".\"events\"'")
                .containsPattern("(?s)from pgpartition.history:.*ATTACH PARTITION \"public\".\"events_p");
    }

    /** Six days of rows, four days and a half of which are past their retention four days later. */
    @Test
    void dropsWhatIsPastItsRetentionAndNothingElse() {
        assertThat(output.split("4 created, 4 detached, 4 dropped, 0 archived, 0 deferred, 0 failed", -1))
                .hasSize(3);
        assertThat(output).containsPattern("In the table now: 50000 rows of 100000 in 9 partitions");
    }

    @Test
    void countsRowsBeforeAndAfterThePass() {
        assertThat(output)
                .contains("events  RANGE (created_at)  100000 rows", "events  RANGE (created_at)  50000 rows");
    }
}
