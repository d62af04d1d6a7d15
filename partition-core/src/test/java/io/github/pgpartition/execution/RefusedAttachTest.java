package io.github.pgpartition.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.operation.AttachPartitionOnline;
import io.github.pgpartition.sql.QualifiedName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An online attach that is refused, for whatever reason, leaves the table as it was. */
class RefusedAttachTest extends OperationsFixture {

    private static final QualifiedName NEW = QualifiedName.of("App data", "New");

    @BeforeEach
    void makeNew() {
        db.execute(
                "CREATE TABLE " + NEW.sql() + " (\"Id\" bigint NOT NULL)", "INSERT INTO " + NEW.sql() + " VALUES (15)");
    }

    private static AttachPartitionOnline attach(String from, String to) {
        PartitionBounds bounds = RangeBounds.of(from, to);
        return new AttachPartitionOnline(
                EVENTS, NEW, bounds, "\"Id\" IS NOT NULL AND \"Id\" >= " + from + " AND \"Id\" < " + to);
    }

    private static List<String> checks() {
        return db.queryStrings(
                "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = '" + NEW.sql() + "'::regclass");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        5  | 20 |                                                                                    | would overlap partition
        10 | 20 | ALTER TABLE "App data"."New" ALTER "Id" DROP NOT NULL                              | its column "Id" can be null
        10 | 20 | ALTER TABLE "App data"."New" ADD extra int                                         | it has column "extra", which
        10 | 12 |                                                                                    | 1 row does not meet its bounds
        10 | 20 | CREATE TABLE "App data"."Rest" PARTITION OF "App data"."Events" DEFAULT; INSERT INTO "App data"."Rest" VALUES (17) | would be violated by some row
        """)
    void leavesNoCheck(String from, String to, String before, String refusal) {
        if (before != null) {
            db.execute(before);
        }
        assertThatThrownBy(() -> run(attach(from, to))).hasMessageContaining(refusal);
        assertThat(checks()).isEmpty();
        db.execute("INSERT INTO " + NEW.sql() + " VALUES (1000)");
    }

    @Test
    void leavesNoCheckWhereALockWasNotToBeHad() {
        try (var other = db.session("BEGIN", "LOCK TABLE " + EVENTS.sql() + " IN SHARE UPDATE EXCLUSIVE MODE")) {
            assertThatThrownBy(() -> run(attach("10", "20"), new LockPolicy(Duration.ofMillis(50), 1)))
                    .hasMessageContaining("in the way: pid " + other.pid());
        }
        assertThat(checks()).isEmpty();
        assertThat(run(attach("10", "20"))).isTrue();
    }

    @Test
    void leavesACheckThatSomebodyElseHasMade() {
        db.execute("ALTER TABLE " + NEW.sql() + " ADD CONSTRAINT mine CHECK (\"Id\" > 0)");
        assertThatThrownBy(() -> run(attach("5", "20"))).hasMessageContaining("would overlap");
        assertThat(checks()).containsExactly("mine");
    }
}
