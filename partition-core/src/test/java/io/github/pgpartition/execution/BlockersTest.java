package io.github.pgpartition.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.operation.CreatePartitionOnline;
import io.github.pgpartition.operation.DetachMode;
import io.github.pgpartition.operation.DropPartition;
import io.github.pgpartition.operation.DropTable;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.sql.QualifiedName;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is in the way is told also where the lock is one on another table. */
class BlockersTest extends OperationsFixture {

    private static final QualifiedName NEXT = QualifiedName.of("App data", "Next");

    @BeforeEach
    void makeForeignKeys() {
        db.execute(
                "CREATE TABLE \"App data\".\"Cust\" (id bigint PRIMARY KEY)",
                "INSERT INTO \"App data\".\"Cust\" VALUES (1), (2)",
                "ALTER TABLE " + EVENTS.sql() + " ADD PRIMARY KEY (\"Id\")",
                "ALTER TABLE " + EVENTS.sql() + " ADD FOREIGN KEY (\"Id\") REFERENCES \"App data\".\"Cust\"",
                "CREATE TABLE \"App data\".\"Refs\" (id bigint REFERENCES " + EVENTS.sql() + ")",
                "INSERT INTO " + EVENTS.sql() + " VALUES (1)");
    }

    @Test
    void queryOfWhoeverIsInTheWayIsOnOneLineWhateverBackslashesMeanInTheSession() {
        try (var writer = db.session("BEGIN", "DELETE\n  FROM " + EVENTS.sql() + "  WHERE 'ss' = 'no'")) {
            for (String conforming : List.of("on", "off")) {
                String blockers = db.run("reading blockers", connection -> {
                    try (var statement = connection.createStatement()) {
                        statement.execute("SET standard_conforming_strings = " + conforming);
                        return String.join("; ", Blockers.of(connection, List.of(EVENTS)));
                    }
                });
                assertThat(blockers)
                        .startsWith("pid " + writer.pid())
                        .contains("query \"DELETE FROM " + EVENTS.sql() + " WHERE 'ss' = 'no'\"");
            }
        }
    }

    private static void isBlockedBy(Operation operation, int pid, String lock) {
        assertThatThrownBy(() -> run(operation, IMPATIENT))
                .hasMessageContaining("2 attempts of 50 ms did not get the lock; in the way: pid " + pid)
                .hasMessageContaining(lock);
    }

    @Test
    void onlineCreateNamesAWriterOfATableThatTheParentRefersTo() {
        try (var writer = db.session("BEGIN", "UPDATE \"App data\".\"Cust\" SET id = 3 WHERE id = 2")) {
            isBlockedBy(
                    CreatePartitionOnline.of(EVENTS, NEXT, RangeBounds.of("10", "20")),
                    writer.pid(),
                    " on \"App data\".\"Cust\"");
        }
    }

    @Test
    void onlineCreateNamesAWriterOfATableThatRefersToTheParent() {
        assumeThat(db.serverVersion())
                .as("before 15 it does not lock that table")
                .isGreaterThanOrEqualTo(15);
        try (var writer = db.session("BEGIN", "INSERT INTO \"App data\".\"Refs\" VALUES (NULL)")) {
            isBlockedBy(
                    CreatePartitionOnline.of(EVENTS, NEXT, RangeBounds.of("10", "20")),
                    writer.pid(),
                    " on \"App data\".\"Refs\"");
        }
    }

    @Test
    void dropNamesAReaderOfATableThatTheTableRefersTo() {
        db.execute("ALTER TABLE " + EVENTS.sql() + " DETACH PARTITION " + OLD.sql());
        try (var reader = db.session("BEGIN", "SELECT count(*) FROM \"App data\".\"Cust\"")) {
            isBlockedBy(new DropTable(OLD), reader.pid(), "holds AccessShareLock on \"App data\".\"Cust\"");
        }
    }

    @Test
    void dropThatStopsAfterItsDetachSaysSo() {
        db.execute("DROP TABLE \"App data\".\"Refs\"");
        try (var reader = db.session("BEGIN", "SELECT count(*) FROM \"App data\".\"Cust\"")) {
            assertThatThrownBy(() -> run(new DropPartition(EVENTS, OLD, DetachMode.CONCURRENTLY), IMPATIENT))
                    .hasMessageContaining("in the way: pid " + reader.pid())
                    .hasMessageEndingWith(
                            "It is no partition any more; what is left is to drop the table. End that session or raise"
                                    + " lockTimeout, and run it again to drop it.");
        }
        assertThat(isPartition(OLD)).isFalse();
        assertThat(run(new DropPartition(EVENTS, OLD, DetachMode.CONCURRENTLY))).isTrue();
        assertThat(exists(OLD)).isFalse();
    }

    @Test
    void preparedTransactionsAreNamed() {
        Assumptions.assumeFalse("0".equals(db.queryString("SHOW max_prepared_transactions")));
        db.execute("BEGIN; SELECT count(*) FROM " + EVENTS.sql() + "; PREPARE TRANSACTION 'forgotten'");
        try {
            List<String> blockers = db.run("look", connection -> Blockers.of(connection, List.of(EVENTS)));
            assertThat(blockers).singleElement().asString().startsWith("prepared transaction \"forgotten\" of ");
            assertThat(blockers.get(0))
                    .contains("holds AccessShareLock on \"App data\".\"Events\": end it with COMMIT PREPARED");
        } finally {
            db.execute("ROLLBACK PREPARED 'forgotten'");
        }
    }
}
