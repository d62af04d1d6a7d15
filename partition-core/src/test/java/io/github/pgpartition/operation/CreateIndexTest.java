package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.SHARE;
import static io.github.pgpartition.sql.LockMode.SHARE_UPDATE_EXCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import io.github.pgpartition.sql.TableLock;
import org.junit.jupiter.api.Test;

class CreateIndexTest {

    private static final QualifiedName TABLE = QualifiedName.of("App data", "Events");
    private static final IndexDefinition PLAIN =
            IndexDefinition.builder("by Value").columns("Value").build();

    private static SqlStatement statement(IndexDefinition definition, IndexMode mode) {
        return new CreateIndex(TABLE, definition.name(), definition, mode)
                .statements()
                .get(0);
    }

    @Test
    void locksOutWritersUnlessItIsConcurrent() {
        assertThat(statement(PLAIN, IndexMode.PLAIN).locks()).containsExactly(new TableLock(SHARE, TABLE));
        assertThat(statement(PLAIN, IndexMode.ON_ONLY).locks()).containsExactly(new TableLock(SHARE, TABLE));
        assertThat(statement(PLAIN, IndexMode.CONCURRENTLY).locks())
                .containsExactly(new TableLock(SHARE_UPDATE_EXCLUSIVE, TABLE));
    }

    @Test
    void mayRunInATransactionUnlessItIsConcurrent() {
        assertThat(statement(PLAIN, IndexMode.PLAIN).mayRunInTransaction()).isTrue();
        assertThat(statement(PLAIN, IndexMode.CONCURRENTLY).mayRunInTransaction())
                .isFalse();
    }

    @Test
    void writesEachMode() {
        assertThat(statement(PLAIN, IndexMode.PLAIN).text())
                .isEqualTo("CREATE INDEX \"by Value\" ON \"App data\".\"Events\" (\"Value\")");
        assertThat(statement(PLAIN, IndexMode.ON_ONLY).text())
                .isEqualTo("CREATE INDEX \"by Value\" ON ONLY \"App data\".\"Events\" (\"Value\")");
        assertThat(statement(PLAIN, IndexMode.CONCURRENTLY).text())
                .isEqualTo("CREATE INDEX CONCURRENTLY \"by Value\" ON \"App data\".\"Events\" (\"Value\")");
    }

    @Test
    void writesAllThatADefinitionHas() {
        IndexDefinition all = IndexDefinition.builder("i")
                .unique(true)
                .using(Identifier.of("gist"))
                .column(IndexColumn.expression("lower(\"Name\")")
                        .withCollation("pg_catalog.\"C\"")
                        .withOperatorClass("gist_trgm_ops(siglen = 32)"))
                .column(IndexColumn.of("Value").withDescending(true).withNullsFirst(false))
                .column(IndexColumn.of("Id").withNullsFirst(true))
                .include("A", "B")
                .nullsNotDistinct(true)
                .storageParameter(Identifier.of("fillfactor"), "70")
                .storageParameter(Identifier.of("buffering"), "off")
                .tablespace(Identifier.of("Fast disk"))
                .where("\"Value\" > 0")
                .build();
        assertThat(statement(all, IndexMode.PLAIN).text())
                .isEqualTo("CREATE UNIQUE INDEX \"i\" ON \"App data\".\"Events\" USING \"gist\" ((lower(\"Name\"))"
                        + " COLLATE \"pg_catalog\".\"C\" \"gist_trgm_ops\" (siglen = 32), \"Value\" DESC NULLS LAST,"
                        + " \"Id\" NULLS FIRST) INCLUDE (\"A\", \"B\") NULLS NOT DISTINCT WITH (\"fillfactor\" = '70',"
                        + " \"buffering\" = 'off') TABLESPACE \"Fast disk\" WHERE \"Value\" > 0");
    }

    @Test
    void describesItself() {
        assertThat(new CreateIndex(TABLE, PLAIN.name(), PLAIN, IndexMode.PLAIN).describe())
                .isEqualTo("create index \"by Value\" on \"App data\".\"Events\"");
    }

    @Test
    void refusesDefinitionsThatMeanNothing() {
        assertThatThrownBy(() -> IndexDefinition.builder("i").build())
                .hasMessage("Cannot define index \"i\": it has no column. Name at least one.");
        assertThatThrownBy(() -> IndexDefinition.builder("i")
                        .columns("Id")
                        .nullsNotDistinct(true)
                        .build())
                .hasMessage(
                        "Cannot define index \"i\": NULLS NOT DISTINCT means something for a unique index only. Make it"
                                + " unique.");
        assertThatThrownBy(() ->
                        IndexDefinition.builder("i").columns("Id").where(" ").build())
                .hasMessage(
                        "Cannot define index \"i\": its predicate is empty. Leave it out for an index on all rows.");
        assertThatThrownBy(() -> IndexColumn.expression(" "))
                .hasMessage("Cannot define an index: an expression is empty. Write it as in SQL, e.g. lower(email).");
    }
}
