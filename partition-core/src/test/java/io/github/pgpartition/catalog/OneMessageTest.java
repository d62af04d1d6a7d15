package io.github.pgpartition.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.sql.SqlStatement;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OneMessageTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    @BeforeEach
    void table() {
        db.execute("DROP TABLE IF EXISTS \"who?\"", "CREATE TABLE \"who?\" (name text)");
    }

    private static List<String> strings(PreparedStatement statement) throws SQLException {
        List<String> all = new ArrayList<>();
        ResultSet row = statement.getResultSet();
        while (row.next()) {
            all.add(String.valueOf(row.getString(1)));
        }
        return all;
    }

    @Test
    void valuesAndAnswersAreThoseOfTheirStatements() throws SQLException {
        OneMessage message = new OneMessage();
        OneMessage.Answer<List<String>> before =
                message.ask("SELECT name FROM \"who?\"", p -> {}, OneMessageTest::strings);
        OneMessage.Answer<Integer> inserted = message.ask(
                "INSERT INTO \"who?\" SELECT pg_catalog.unnest(?::pg_catalog.text[]) UNION ALL SELECT ?::pg_catalog.text",
                p -> p.array("text", List.of("a", "b?")).text("c"),
                PreparedStatement::getUpdateCount);
        message.add(SqlStatement.of("LOCK TABLE \"who?\""));
        OneMessage.Answer<List<String>> after = message.ask(
                "SELECT name FROM \"who?\" WHERE name <> ?::pg_catalog.text ORDER BY 1",
                p -> p.text("a"),
                OneMessageTest::strings);
        try (Connection connection = db.connect()) {
            connection.setAutoCommit(false);
            message.send(connection);
            connection.commit();
        }
        assertThat(before.get()).isEmpty();
        assertThat(inserted.get()).isEqualTo(3);
        assertThat(after.get()).containsExactly("b?", "c");
    }

    @Test
    void mayBeSentAgain() throws SQLException {
        OneMessage message = new OneMessage();
        message.add("INSERT INTO \"who?\" VALUES (?)", p -> p.add("a"));
        OneMessage.Answer<List<String>> names =
                message.ask("SELECT name FROM \"who?\"", p -> {}, OneMessageTest::strings);
        try (Connection connection = db.connect()) {
            message.send(connection);
            message.send(connection);
        }
        assertThat(names.get()).containsExactly("a", "a");
    }

    @Test
    void nothingIsDoneAfterAFailure() throws SQLException {
        OneMessage message = new OneMessage();
        message.add("INSERT INTO \"who?\" VALUES ('a')", p -> {});
        OneMessage.Answer<Boolean> failure = message.ask("SELECT 1 / ?::pg_catalog.int4", p -> p.add(0), s -> true);
        message.add("INSERT INTO \"who?\" VALUES ('b')", p -> {});
        try (Connection connection = db.connect()) {
            connection.setAutoCommit(false);
            assertThatThrownBy(() -> message.send(connection)).hasMessageContaining("division by zero");
            connection.rollback();
        }
        assertThat(db.queryStrings("SELECT name FROM \"who?\"")).isEmpty();
        assertThatThrownBy(failure::get).hasMessage("The message was not sent");
    }
}
