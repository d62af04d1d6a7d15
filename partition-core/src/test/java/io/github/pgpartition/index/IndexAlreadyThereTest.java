package io.github.pgpartition.index;

import static io.github.pgpartition.index.EventsTable.BY_VALUE;
import static io.github.pgpartition.index.EventsTable.TABLE;
import static io.github.pgpartition.index.EventsTable.UNIQUE;
import static io.github.pgpartition.index.EventsTable.indexOn;
import static io.github.pgpartition.index.EventsTable.partition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.PartitionManager;
import io.github.pgpartition.operation.IndexColumn;
import io.github.pgpartition.operation.IndexDefinition;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Role;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Indexes and names that are there before the build. */
class IndexAlreadyThereTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsTable events = new EventsTable(db);

    @Test
    void hasNothingToDoTheSecondTime() {
        events.create(2);
        events.build(BY_VALUE, 2);
        List<String> oids = db.queryStrings("SELECT oid::text FROM pg_class WHERE relkind IN ('i', 'I') ORDER BY oid");
        IndexBuildReport again = events.build(BY_VALUE, 2);
        assertThat(again.built()).isEmpty();
        assertThat(again.attached()).isEmpty();
        assertThat(db.queryStrings("SELECT oid::text FROM pg_class WHERE relkind IN ('i', 'I') ORDER BY oid"))
                .isEqualTo(oids);
    }

    @Test
    void attachesAnEqualIndexThatIsThere() {
        events.create(3);
        db.execute("CREATE INDEX mine ON \"App data\".\"Events 1\" (\"Value\")");
        IndexBuildReport report = events.build(BY_VALUE, 2);
        assertThat(report.attached()).containsExactly(partition(1));
        assertThat(events.indexes())
                .containsExactly(
                        "by Value on Events",
                        indexOn(0).value() + " on Events 0",
                        "mine on Events 1",
                        indexOn(2).value() + " on Events 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(\"Value\" DESC)",
                "(\"Value\" NULLS FIRST)",
                "(\"Value\") WHERE \"Value\" > 0",
                "(\"Value\") INCLUDE (\"Name\")",
                "(\"Value\", \"Id\")",
                "USING hash (\"Value\")",
                "((\"Value\" + 0))"
            })
    void buildsBesideAnIndexThatIsNotEqual(String other) {
        events.create(1);
        String using = other.startsWith("USING") ? other : "USING btree " + other;
        db.execute("CREATE INDEX mine ON \"App data\".\"Events 0\" " + using);
        events.build(BY_VALUE, 1);
        assertThat(events.indexes())
                .containsExactly(
                        "by Value on Events", indexOn(0).value() + " on Events 0", "mine on Events 0, not attached");
    }

    @Test
    void findsAnEqualIndexWhoseExpressionsAndColumnsAreWrittenOtherwise() {
        events.create(1);
        db.execute(
                "ALTER TABLE \"App data\".\"Events\" DETACH PARTITION \"App data\".\"Events 0\"",
                "DROP TABLE \"App data\".\"Events 0\"",
                "CREATE TABLE \"App data\".\"Events 0\" (gone int, payload jsonb, \"Name\" text, \"Value\" int, \"Id\" int NOT NULL)",
                "ALTER TABLE \"App data\".\"Events 0\" DROP COLUMN gone",
                "ALTER TABLE \"App data\".\"Events\" ATTACH PARTITION \"App data\".\"Events 0\" FOR VALUES FROM (0) TO (1000000)",
                "CREATE INDEX mine ON \"App data\".\"Events 0\" (pg_catalog.lower(\"Name\"), \"Value\") WHERE (\"Value\">  5)");
        IndexBuildReport report = events.build(
                IndexDefinition.builder("by name")
                        .column(IndexColumn.expression("lower(\"Name\")"))
                        .columns("Value")
                        .where("\"Value\" > 5")
                        .build(),
                1);
        assertThat(report.attached()).containsExactly(partition(0));
    }

    @Test
    void refusesANameThatSomethingElseHas() {
        events.create(1);
        db.execute("CREATE INDEX \"by Value\" ON \"App data\".\"Events 0\" (\"Name\")");
        assertThatThrownBy(() -> events.build(BY_VALUE, 1))
                .hasMessage(
                        "Cannot add index \"by Value\" to all partitions of \"App data\".\"Events\": the schema has another"
                                + " relation of that name, which is not this index on this table. Choose another name, or drop or rename"
                                + " what has it.");
        assertThat(events.indexes()).containsExactly("by Value on Events 0, not attached");
    }

    @Test
    void takesAnotherNameWhereAPartitionsOwnIsTaken() {
        events.create(1);
        db.execute("CREATE INDEX " + indexOn(0).sql() + " ON \"App data\".\"Events 0\" (\"Name\")");
        events.build(BY_VALUE, 1);
        assertThat(events.isValid("by Value")).isTrue();
        assertThat(events.indexes()).hasSize(3).contains(indexOn(0).value() + " on Events 0, not attached");
    }

    @Test
    void tellsWhatItAttachesThatHasAnotherNameAndWhatItDropsWithIt() {
        events.create(2);
        db.execute("CREATE INDEX mine ON \"App data\".\"Events 0\" (\"Value\")");
        IndexBuildReport report = events.build(BY_VALUE, 1);
        assertThat(report.messages())
                .containsExactly(
                        "index \"App data\".\"mine\" of \"App data\".\"Events 0\" is equal: it is to be attached, and then goes"
                                + " when \"App data\".\"by Value\" is dropped");
        assertThat(events.build(BY_VALUE, 1).messages()).isEmpty();
        events.builder(1).drop(TABLE, BY_VALUE.name());
        assertThat(events.indexes()).isEmpty();
    }

    @Test
    void leavesAnIndexThatBelongsToAConstraintAlone() {
        events.create(1);
        db.execute("ALTER TABLE \"App data\".\"Events 0\" ADD CONSTRAINT uc UNIQUE (\"Value\", \"Id\")");
        events.build(UNIQUE, 1);
        assertThat(events.isValid("by Value")).isTrue();
        assertThat(events.indexes())
                .containsExactlyInAnyOrder(
                        "by Value on Events", indexOn(0).value() + " on Events 0", "uc on Events 0, not attached");
        events.builder(1).drop(TABLE, UNIQUE.name());
        assertThat(events.indexes()).containsExactly("uc on Events 0, not attached");
        db.execute("ALTER TABLE \"App data\".\"Events 0\" DROP CONSTRAINT uc");
    }

    @Test
    void needsNoTempOnTheDatabase() {
        events.create(1);
        Role role = db.role("builder");
        db.execute(
                "REVOKE TEMPORARY ON DATABASE " + db.name() + " FROM PUBLIC",
                "GRANT ALL ON SCHEMA \"App data\" TO " + role.name(),
                "ALTER TABLE \"App data\".\"Events\" OWNER TO " + role.name(),
                "ALTER TABLE \"App data\".\"Events 0\" OWNER TO " + role.name());
        try {
            PartitionManager.builder(role.dataSource())
                    .build()
                    .addIndexOnAllPartitions("\"App data\".\"Events\"", BY_VALUE, 1);
            assertThat(events.isValid("by Value")).isTrue();
            assertThat(db.queryLong("SELECT count(*) FROM pg_class WHERE relname LIKE 'pgpartition_probe%'"))
                    .isZero();
        } finally {
            db.execute(
                    "GRANT TEMPORARY ON DATABASE " + db.name() + " TO PUBLIC",
                    "REASSIGN OWNED BY " + role.name() + " TO CURRENT_USER",
                    "DROP OWNED BY " + role.name());
        }
    }
}
