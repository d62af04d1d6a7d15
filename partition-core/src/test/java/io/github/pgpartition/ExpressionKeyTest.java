package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.made;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.execution.OperationRunner;
import io.github.pgpartition.maintenance.Failure;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.operation.CreatePartition;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The server prints a key that holds an expression under a lock on its table. What would wait for it without end is cancelled after 5 s. */
class ExpressionKeyTest {

    private static final String MORE = "\"App data\".\"More\"";
    private static final String BELOW = "\"App data\".\"More below\"";

    private static final String CANNOT_READ = "Cannot read the partition key of " + BELOW
            + ": it holds an expression, and 3 attempts of 100 ms did not get the lock; in the way: pid ";

    private static final String NEXT =
            ". The next pass tries again; to go on now, end that session or raise lockTimeout.";

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void tables() {
        db.execute("ALTER DATABASE " + db.name() + " SET statement_timeout = '5s'");
        events.reset();
        events.createTable("More", "timestamptz");
        db.execute(
                "ALTER TABLE " + MORE + " DROP CONSTRAINT \"More_pkey\"",
                "CREATE TABLE " + BELOW + " PARTITION OF " + MORE
                        + " FOR VALUES FROM ('2026-03-28 00:00+00') TO ('2026-03-29 00:00+00')"
                        + " PARTITION BY LIST ((\"Id\" % 2))");
        events.manager().manage(policy().build());
        events.manager().manage(PartitionPolicy.of(MORE, "1 day").premake(1).build());
    }

    @Test
    void passOverTheTableThatIsLockedSaysWhoIsInTheWay() {
        try (Session ddl = lockBelow()) {
            assertThatThrownBy(() -> events.manager().maintain(MORE))
                    .isInstanceOf(PartitioningException.class)
                    .hasMessageStartingWith(CANNOT_READ + ddl.pid())
                    .hasMessageEndingWith(NEXT);
        }
        assertThat(events.manager().maintain(MORE).created()).hasSize(1);
    }

    private static Stream<Named<Consumer<PartitionManager>>> calls() {
        return Stream.of(
                Named.of(
                        "manage",
                        manager -> manager.manage(
                                PartitionPolicy.of(MORE, "2 days").build())),
                Named.of("importExisting", manager -> manager.importExisting(MORE)),
                Named.of("partitions", manager -> manager.table(MORE).partitions(true)),
                Named.of("key", manager -> manager.table(BELOW).keyEquals(1)));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void whatSomebodyAsksForIsRefusedAndNotTriedByThePass(Consumer<PartitionManager> call) {
        try (Session ddl = lockBelow()) {
            assertThatThrownBy(() -> call.accept(events.manager()))
                    .isInstanceOf(PartitioningException.class)
                    .hasMessageStartingWith(CANNOT_READ + ddl.pid())
                    .hasMessageEndingWith(". End that session or raise lockTimeout, and run it again.");
        }
        call.accept(events.manager());
    }

    /** What its bounds overlap is told where it can be read; the refusal comes all the same. */
    @Test
    void refusalThatCannotBeExplainedIsOneAllTheSame() {
        var overlaps = new CreatePartition(
                QualifiedName.parse(MORE),
                QualifiedName.of("App data", "Overlaps"),
                RangeBounds.of("2026-03-28 12:00+00", "2026-03-28 18:00+00"),
                null,
                null);
        long start = System.nanoTime();
        try (Session ddl = lockBelow()) {
            assertThat(ddl.pid()).isPositive();
            isRefused(overlaps, "Correct what the server names, and run it again");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        isRefused(overlaps, BELOW + " is there FOR VALUES FROM");
    }

    private static void isRefused(CreatePartition create, String next) {
        LockPolicy locks = new LockPolicy(EventsFixture.LOCK_TIMEOUT, EventsFixture.RETRIES);
        assertThatThrownBy(() -> db.run("creating", c -> new OperationRunner(c, locks).run(create)))
                .isInstanceOf(PartitioningException.class)
                .hasMessageContaining("would overlap partition \"More below\"")
                .hasMessageContaining(next);
    }

    private static Session lockBelow() {
        return db.session("LOCK TABLE " + BELOW + " IN ACCESS EXCLUSIVE MODE");
    }

    @Test
    void tableThatIsLockedStopsNoOther() {
        try (Session ddl = lockBelow()) {
            MaintenanceReport report = events.manager().maintain();
            assertThat(report.created()).containsExactly(made("20260328"), made("20260329"));
            assertThat(report.failures())
                    .singleElement()
                    .extracting(Failure::message)
                    .asString()
                    .startsWith(CANNOT_READ + ddl.pid())
                    .endsWith(NEXT);
        }
        assertThat(events.manager().maintain().failures()).isEmpty();
        assertThat(events.table(MORE).partitions()).hasSize(2);
        assertThat(events.table(EVENTS).partitions()).hasSize(2);
    }
}
