package io.github.pgpartition.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.operation.AttachPartition;
import io.github.pgpartition.operation.AttachPartitionOnline;
import io.github.pgpartition.operation.AttachStage;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.operation.PrepareAttach;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An online attach leaves nothing for ATTACH to build or to look through, which would happen while everybody waits. */
class PrepareAttachTest extends OperationsFixture {

    private static final QualifiedName NEW = QualifiedName.of("App data", "New");
    private static final PartitionBounds BOUNDS = RangeBounds.of("10", "20");

    @BeforeEach
    void makeTables() {
        db.execute(
                "CREATE TABLE \"App data\".\"Cust\" (id bigint PRIMARY KEY)",
                "INSERT INTO \"App data\".\"Cust\" VALUES (1)",
                "ALTER TABLE " + EVENTS.sql() + " ADD cust bigint REFERENCES \"App data\".\"Cust\" ON DELETE CASCADE,"
                        + " ADD note text, ADD PRIMARY KEY (\"Id\"), ADD UNIQUE (\"Id\", cust) DEFERRABLE INITIALLY DEFERRED",
                "CREATE INDEX \"on it\" ON " + EVENTS.sql() + " (lower(note) DESC) WHERE cust > 0",
                "CREATE TABLE \"App data\".\"Refs\" (id bigint REFERENCES " + EVENTS.sql() + ")",
                "CREATE TABLE " + NEW.sql() + " (LIKE " + EVENTS.sql() + ")",
                "INSERT INTO " + NEW.sql() + " VALUES (15, 1, 'x')");
    }

    private static AttachPartitionOnline attach(PartitionBounds bounds) {
        return new AttachPartitionOnline(
                EVENTS, NEW, bounds, "(\"Id\" IS NOT NULL) AND (\"Id\" >= '10') AND (\"Id\" < '20')");
    }

    private static List<String> parts(QualifiedName table) {
        return db.queryStrings(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype IN ('p', 'u', 'f', 'c')"
                        + " AND conparentid = 0 AND conrelid = '" + table.sql() + "'::regclass"
                        + " UNION ALL SELECT regexp_replace(pg_get_indexdef(x.indexrelid), '.* USING ', '') FROM pg_index x"
                        + " WHERE x.indrelid = '" + table.sql() + "'::regclass"
                        + " AND NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = x.indexrelid) ORDER BY 1");
    }

    private static List<String> marks() {
        return db.queryStrings("SELECT description FROM pg_description WHERE description LIKE 'pgpartition%'");
    }

    @Test
    void attachBuildsNothingAndLooksThroughNothing() {
        for (Operation step : attach(BOUNDS).steps()) {
            if (step instanceof AttachPartition) {
                break;
            }
            run(step);
        }
        List<String> told = db.run("attach", connection -> {
            List<String> lines = new ArrayList<>();
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET client_min_messages = debug1");
                statement.execute(new AttachPartition(EVENTS, NEW, BOUNDS).sql());
                for (SQLWarning line = statement.getWarnings(); line != null; line = line.getNextWarning()) {
                    lines.add(line.getMessage());
                }
            }
            return lines;
        });
        assertThat(told).containsExactly("partition constraint for table \"New\" is implied by existing constraints");
        assertThat(parts(NEW))
                .containsExactly(
                        "CHECK (((\"Id\" IS NOT NULL) AND (\"Id\" >= '10'::bigint) AND (\"Id\" < '20'::bigint)))");
    }

    @Test
    void marksGoOnceItIsDone() {
        assertThat(run(attach(BOUNDS))).isTrue();
        assertThat(marks()).isEmpty();
        assertThat(parts(NEW)).isEmpty();
        assertThat(isPartition(NEW)).isTrue();
        assertThat(run(attach(BOUNDS))).isFalse();
        db.execute("INSERT INTO \"App data\".\"Refs\" VALUES (15)");
        assertThatThrownBy(() -> db.execute("INSERT INTO " + EVENTS.sql() + " VALUES (16, 77)"))
                .hasMessageContaining("violates foreign key constraint");
    }

    @Test
    void whatAnInterruptedRunHasMadeIsUsedAgain() {
        run(new PrepareAttach(EVENTS, NEW, AttachStage.INDEXES));
        run(new PrepareAttach(EVENTS, NEW, AttachStage.KEYS));
        run(new PrepareAttach(EVENTS, NEW, AttachStage.FOREIGN_KEYS));
        List<String> made = parts(NEW);
        assertThat(made).hasSize(6).anyMatch(part -> part.endsWith("ON DELETE CASCADE NOT VALID"));
        run(new PrepareAttach(EVENTS, NEW, AttachStage.INDEXES));
        run(new PrepareAttach(EVENTS, NEW, AttachStage.KEYS));
        run(new PrepareAttach(EVENTS, NEW, AttachStage.FOREIGN_KEYS));
        assertThat(parts(NEW)).isEqualTo(made);
        assertThat(run(attach(BOUNDS))).isTrue();
        assertThat(marks()).isEmpty();
        assertThat(parts(NEW)).isEmpty();
    }

    @Test
    void refusedItLeavesTheTableAsItWas() {
        assertThatThrownBy(() -> run(attach(RangeBounds.of("5", "20")))).hasMessageContaining("would overlap");
        assertThat(parts(NEW)).isEmpty();
        assertThat(marks()).isEmpty();
    }

    @Test
    void rowsThatTheForeignKeyRefusesAreFoundBeforeTheAttach() {
        db.execute("INSERT INTO " + NEW.sql() + " VALUES (16, 77)");
        assertThatThrownBy(() -> run(attach(BOUNDS)))
                .hasMessageStartingWith(
                        "Cannot validate the foreign keys of \"App data\".\"Events\" on \"App data\".\"New\": ERROR:"
                                + " insert or update on table \"New\" violates foreign key constraint")
                .hasMessageContaining(
                        "Correct the rows that the server names: \"App data\".\"Events\" would not take them; and run it again");
        assertThat(parts(NEW)).isEmpty();
    }

    @Test
    void whatTheOwnerHasMadeStaysWhenItIsRefused() {
        db.execute(
                "ALTER TABLE " + NEW.sql()
                        + " ADD PRIMARY KEY (\"Id\"), ADD FOREIGN KEY (cust) REFERENCES \"App data\".\"Cust\" ON DELETE CASCADE",
                "CREATE INDEX mine ON " + NEW.sql() + " (lower(note) DESC) WHERE cust > 0");
        List<String> own = parts(NEW);
        assertThatThrownBy(() -> run(attach(RangeBounds.of("5", "20")))).hasMessageContaining("would overlap");
        assertThat(parts(NEW)).isEqualTo(own);
        assertThat(run(attach(BOUNDS))).isTrue();
        assertThat(parts(NEW)).isEmpty();
        assertThat(db.queryLong("SELECT count(*) FROM pg_index WHERE indrelid = '" + NEW.sql() + "'::regclass"))
                .isEqualTo(3);
    }

    @Test
    void writerOfAReferencedTableIsNamedAndNothingIsLeft() {
        try (var writer = db.session("BEGIN", "INSERT INTO \"App data\".\"Cust\" VALUES (2)")) {
            assertThatThrownBy(() -> run(attach(BOUNDS), new LockPolicy(Duration.ofMillis(50), 1)))
                    .hasMessageStartingWith(
                            "Cannot add the foreign keys of \"App data\".\"Events\" to \"App data\".\"New\"")
                    .hasMessageContaining("in the way: pid " + writer.pid())
                    .hasMessageContaining("on \"App data\".\"Cust\"");
        }
        assertThat(parts(NEW)).isEmpty();
        assertThat(marks()).isEmpty();
    }

    @Test
    void tableThatIsPartitionedItselfIsLeftToAttach() {
        db.execute(
                "DROP TABLE " + NEW.sql(),
                "CREATE TABLE " + NEW.sql() + " (LIKE " + EVENTS.sql() + ") PARTITION BY RANGE (\"Id\")",
                "CREATE TABLE \"App data\".\"Leaf\" PARTITION OF " + NEW.sql() + " FOR VALUES FROM (10) TO (20)");
        assertThat(run(attach(BOUNDS))).isTrue();
        assertThat(
                        db.queryLong(
                                "SELECT count(*) FROM pg_constraint WHERE contype = 'p' AND conrelid = '\"App data\".\"Leaf\"'::regclass"))
                .isOne();
    }
}
