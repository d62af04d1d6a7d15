package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.catalog.TemplateLookup;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.execution.OperationRunner;
import io.github.pgpartition.operation.CreateTemplate;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Partitions that a pass makes of a table with a template. */
class TemplatePartitionsTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private static final QualifiedName TABLE = QualifiedName.parse(EVENTS);

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void makeTable() {
        events.reset();
    }

    @Test
    void takeItsIndexes() {
        createTemplate();
        db.execute("CREATE INDEX ON \"App data\".\"Events_template\" (\"Id\")");
        events.manager().manage(EventsFixture.policy().build());
        assertThat(events.manager().maintain().succeeded()).isTrue();
        assertThat(events.partitionNames())
                .hasSize(2)
                .allSatisfy(partition -> assertThat(indexes(partition))
                        .hasSize(2)
                        .contains("CREATE INDEX \"" + partition.name().value() + "_Id_idx\" ON " + partition.sql()
                                + " USING btree (\"Id\")"));
    }

    @Test
    void takeNothingFromATableThatOnlyHasTheName() {
        db.execute("CREATE TABLE \"App data\".\"Events_template\" (\"Id\" bigint UNIQUE)");
        events.manager().manage(EventsFixture.policy().build());
        assertThat(events.manager().maintain().succeeded()).isTrue();
        assertThat(events.partitionNames())
                .hasSize(2)
                .allSatisfy(partition -> assertThat(indexes(partition)).hasSize(1));
    }

    @Test
    void templateIsThatOfTheTopmostTable() {
        createTemplate();
        db.execute("CREATE TABLE \"App data\".\"Sub\" PARTITION OF " + EVENTS
                + " FOR VALUES FROM (MINVALUE) TO ('2026-01-01') PARTITION BY RANGE (\"Id\")");
        assertThat(template("\"App data\".\"Sub\"")).contains(CreateTemplate.of(TABLE));
        assertThat(template(EVENTS)).contains(CreateTemplate.of(TABLE));
        assertThat(template("\"App data\".\"None\"")).isEmpty();
    }

    @Test
    void templateHasThePrimaryKeyThatTheTableCannotHave() {
        db.execute("CREATE TABLE \"App data\".\"Raw\" (\"A b\" int, c int) PARTITION BY LIST (c)");
        QualifiedName raw = QualifiedName.of("App data", "Raw");
        db.run("create a template", connection -> {
            new OperationRunner(connection, LockPolicy.DEFAULT)
                    .run(new CreateTemplate(raw, List.of(Identifier.of("A b")), true));
            return raw;
        });
        assertThat(indexes(CreateTemplate.of(raw)))
                .containsExactly(
                        "CREATE UNIQUE INDEX \"Raw_template_pkey\" ON \"App data\".\"Raw_template\" USING btree (\"A b\")");
    }

    @Test
    void sqlThatIsNoOperationIsOneStep() {
        List<SqlStatement> twice = List.of(
                SqlStatement.of("CREATE TABLE \"App data\".a ()"), SqlStatement.of("CREATE TABLE \"App data\".a ()"));
        assertThatThrownBy(() -> db.run("run it", connection -> {
                    new OperationRunner(connection, LockPolicy.DEFAULT).run("create a twice", twice);
                    return twice;
                }))
                .isInstanceOf(PartitioningException.class)
                .hasMessage(
                        "Cannot create a twice: ERROR: relation \"a\" already exists. Correct what the server names, and run it again."
                                + " (SQLSTATE 42P07, statement: CREATE TABLE \"App data\".a (); CREATE TABLE \"App data\".a ();)");
        assertThat(events.exists(QualifiedName.of("App data", "a"))).isFalse();
    }

    private static void createTemplate() {
        db.run("create the template", connection -> {
            new OperationRunner(connection, LockPolicy.DEFAULT).run(new CreateTemplate(TABLE, List.of(), false));
            return TABLE;
        });
    }

    private static Optional<QualifiedName> template(String table) {
        return db.run(
                "look for the template",
                connection -> new TemplateLookup(connection).templateFor(QualifiedName.parse(table)));
    }

    private static List<String> indexes(QualifiedName table) {
        return db.queryStrings(
                "SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = to_regclass(?)", table.sql());
    }
}
