package io.github.pgpartition.index;

import static io.github.pgpartition.index.EventsTable.BY_VALUE;
import static io.github.pgpartition.index.EventsTable.indexOn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Partitions on their way out of the table. */
class IndexDetachTest {

    private static final String DETACH_1 =
            "ALTER TABLE \"App data\".\"Events\" DETACH PARTITION \"App data\".\"Events 1\"";
    private static final String IS_LEFT_OUT = "\"App data\".\"Events 1\" is no partition any more: left out";

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsTable events = new EventsTable(db);

    @BeforeEach
    void createPartitions() {
        events.create(3);
    }

    @Test
    void leavesOutAPartitionThatIsDetachedMeanwhile() {
        db.execute("CREATE INDEX mine ON \"App data\".\"Events 1\" (\"Value\")");
        try (Session reader =
                db.session("SELECT count(*) FROM \"App data\".\"Events 1\"", "SAVEPOINT gives_up_the_snapshot")) {
            CompletableFuture<IndexBuildReport> build = events.begin(BY_VALUE, 1);
            events.awaitBlocked("%ATTACH PARTITION%mine%");
            reader.execute(DETACH_1, "COMMIT");
            assertThat(build.join().messages()).endsWith(IS_LEFT_OUT);
        }
        assertThat(events.indexes())
                .containsExactly(
                        "by Value on Events",
                        indexOn(0).value() + " on Events 0",
                        "mine on Events 1",
                        indexOn(2).value() + " on Events 2");
    }

    /** The detach waits for the build, which waits for a writer: the build gives way, and comes back to a table of its own. */
    @Test
    void buildsNothingOnAPartitionThatIsDetachedDuringItsBuild() {
        try (Session writer = db.session("LOCK TABLE ONLY \"App data\".\"Events 1\" IN ROW EXCLUSIVE MODE")) {
            CompletableFuture<IndexBuildReport> build = events.begin(BY_VALUE, 2);
            events.awaitPhase(1, "waiting for writers before build");
            CompletableFuture<Void> detach = CompletableFuture.runAsync(() -> db.execute(DETACH_1));
            events.awaitBlocked("ALTER TABLE%DETACH%");
            events.awaitBlocked("LOCK TABLE%");
            writer.close();
            detach.join();
            IndexBuildReport report = build.join();
            assertThat(report.messages()).containsExactly(IS_LEFT_OUT);
            assertThat(report.built()).hasSize(2);
        }
        assertThat(events.indexes())
                .containsExactly(
                        "by Value on Events",
                        indexOn(0).value() + " on Events 0",
                        indexOn(2).value() + " on Events 2");
    }

    @Test
    void leavesOutAPartitionWhoseDetachIsPending() {
        try (Session reader = db.session("SELECT count(*) FROM \"App data\".\"Events\"");
                Session impatient = db.session()) {
            impatient.run("detach", c -> {
                c.setAutoCommit(true);
                return true;
            });
            impatient.execute("SET lock_timeout = '100ms'");
            assertThatThrownBy(() -> impatient.execute(DETACH_1 + " CONCURRENTLY"))
                    .hasMessageContaining("lock timeout");
            assertThat(reader.pid()).isPositive();
        }
        IndexBuildReport report = events.build(BY_VALUE, 2);
        assertThat(report.messages()).containsExactly("\"App data\".\"Events 1\" is being detached: left out");
        assertThat(report.built()).hasSize(2);
        db.execute(DETACH_1 + " FINALIZE");
        assertThat(events.indexes())
                .containsExactly(
                        "by Value on Events",
                        indexOn(0).value() + " on Events 0",
                        indexOn(2).value() + " on Events 2");
    }
}
