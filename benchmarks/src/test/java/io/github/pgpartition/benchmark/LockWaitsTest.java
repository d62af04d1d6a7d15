package io.github.pgpartition.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.benchmark.LockWaits.Wait;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LockWaitsTest {

    private final LockWaits waits = new LockWaits();

    @Test
    void addsUpTheWaitsOfAStatementEachAsLongAsItWasSeenLast() {
        see("3/1", "12:00:00", "the table", 100);
        see("3/1", "12:00:00", "the table", 300);
        see("3/1", "12:00:01", "its partition", 40);
        see("4/7", "12:00:00", "the table", 320);
        assertThat(waits.longest()).isEqualTo(Duration.ofMillis(340));
        assertThat(waits.locks()).isEqualTo("300 ms for the table, 40 ms for its partition");
        assertThat(waits.count()).isEqualTo(2);
    }

    @Test
    void statementsOfASessionWaitEachForThemselves() {
        see("3/1", "12:00:00", "the table", 300);
        see("3/2", "12:00:01", "the table", 310);
        assertThat(waits.longest()).isEqualTo(Duration.ofMillis(310));
    }

    @Test
    void nobodyWaited() {
        assertThat(waits.longest()).isZero();
        assertThat(waits.locks()).isEqualTo("nothing");
    }

    private void see(String statement, String since, String lock, long millis) {
        waits.see(new Wait(statement, since, lock, Duration.ofMillis(millis)));
    }
}
