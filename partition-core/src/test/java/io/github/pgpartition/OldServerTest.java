package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.execution.OperationRunner;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.operation.DetachMode;
import io.github.pgpartition.operation.DetachPartition;
import io.github.pgpartition.operation.IndexDefinition;
import io.github.pgpartition.policy.DefaultPartition;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.RetentionAction;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** PostgreSQL 12 and 13: run with {@code -Dpostgres.version=12} or 13, left out otherwise. */
class OldServerTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void makeTableOnAnOldServer() {
        assumeThat(db.serverVersion()).isLessThan(14);
        events.reset();
    }

    /** What can be detached concurrently elsewhere is detached plainly here, and the plan shows it. */
    @ParameterizedTest
    @EnumSource(RetentionAction.class)
    void passesCreateAndRetire(RetentionAction action) {
        db.execute(
                "CREATE SCHEMA IF NOT EXISTS \"Old data\"", "DROP TABLE IF EXISTS \"Old data\".\"Events_2026-03-25\"");
        QualifiedName old = events.day("2026-03-25");
        PartitionManager manager = events.manager();
        PartitionPolicy.Builder policy = policy().retention("2 days").retentionAction(action);
        manager.manage((action == RetentionAction.ARCHIVE ? policy.retentionSchema("\"Old data\"") : policy).build());
        assertThat(manager.plan().toSql())
                .contains("ALTER TABLE " + EVENTS + " DETACH PARTITION " + old.sql() + ";")
                .doesNotContain("CONCURRENTLY");
        MaintenanceReport report = manager.maintain();
        assertThat(report.succeeded()).isTrue();
        assertThat(report.created()).isNotEmpty();
        assertThat(partitions().partitions()).noneMatch(p -> p.name().equals(old));
        assertThat(events.exists(old)).isEqualTo(action == RetentionAction.DETACH);
        assertThat(manager.status()).hasSize(1);
        assertThat(manager.maintain().created()).isEmpty();
    }

    @Test
    void rowsInDefaultAreMovedIntoNewPartitions() {
        QualifiedName rest = events.defaultPartition();
        db.execute("INSERT INTO " + EVENTS + " VALUES (1, '2026-03-28 13:00+00')");
        PartitionManager manager = events.manager();
        manager.manage(policy().defaultPartition(DefaultPartition.KEEP).build());
        assertThat(manager.maintain().succeeded()).isTrue();
        assertThat(db.queryLong("SELECT count(*) FROM " + rest.sql())).isZero();
        assertThat(db.queryLong("SELECT count(*) FROM " + EVENTS)).isEqualTo(1);
    }

    @Test
    void indexOnAllPartitionsIsBuiltAndDropped() {
        events.day("2026-03-25");
        events.day("2026-03-26");
        PartitionManager manager = events.manager();
        manager.addIndexOnAllPartitions(
                EVENTS, IndexDefinition.builder("by At").columns("At").build(), 2);
        assertThat(db.queryLong(
                        "SELECT count(*) FROM pg_index WHERE indisvalid AND indexrelid::regclass::text LIKE '%by At%'"))
                .isEqualTo(3);
        manager.dropIndexOnAllPartitions(EVENTS, "\"by At\"");
        assertThat(db.queryLong("SELECT count(*) FROM pg_class WHERE relname LIKE 'by At%'"))
                .isZero();
    }

    @Test
    void concurrentDetachSaysWhichServerHasIt() {
        QualifiedName old = events.day("2026-03-25");
        var detach = new DetachPartition(partitions().name(), old, DetachMode.CONCURRENTLY);
        assertThatThrownBy(() -> db.run("detach", c -> new OperationRunner(c, LockPolicy.DEFAULT).run(detach)))
                .isInstanceOf(PartitioningException.class)
                .hasMessageContaining(
                        "DETACH PARTITION … CONCURRENTLY and FINALIZE came with PostgreSQL 14: on an older server, detach without.");
        assertThat(partitions().partitions()).hasSize(1);
    }

    private PartitionedTable partitions() {
        return events.table(EVENTS);
    }
}
