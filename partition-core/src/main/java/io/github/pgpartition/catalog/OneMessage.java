package io.github.pgpartition.catalog;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.github.pgpartition.sql.SqlStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Statements of one transaction that go to the server in one message, in their order: to wait for each answer takes as long as many a statement.
 * Where one fails, those after it do nothing. It may be sent again.
 */
public final class OneMessage {

    /** What stands for the {@code ?} of a statement, in their order. */
    public interface Values {
        void set(Parameters parameters) throws SQLException;
    }

    /** Reads the result of a statement, which is the current one; once all statements are done. */
    public interface Result<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    /** What a statement has answered. */
    public static final class Answer<T> {

        private @Nullable T value;

        private Answer() {}

        /** Once the message was sent. */
        public T get() {
            return requireNonNull(value, "The message was not sent");
        }
    }

    private static final String NUMBERED = """
            SELECT pg_catalog.strpos(pg_catalog.current_query(), pg_catalog.concat(pg_catalog.chr(36), ?::pg_catalog.int4)) > 0
            """;

    private record Part<T>(String sql, Values values, Result<T> result, Answer<T> answer) {

        void read(PreparedStatement statement) throws SQLException {
            answer.value = result.of(statement);
        }
    }

    private final List<Part<?>> parts = new ArrayList<>();

    public <T> Answer<T> ask(String sql, Values values, Result<T> result) {
        Answer<T> answer = new Answer<>();
        parts.add(new Part<>(sql, values, result, answer));
        return answer;
    }

    /**
     * Whether the driver sends such messages as one, with the values apart: then the server has the number of a value in the statement. With
     * {@code preferQueryMode=simple} each statement goes by itself, and outside of a transaction the next one is done although one failed.
     */
    public Answer<Boolean> askIfOne() {
        return ask(NUMBERED, parameters -> parameters.add(1), statement -> {
            ResultSet row = statement.getResultSet();
            row.next();
            return row.getBoolean(1);
        });
    }

    public OneMessage add(String sql, Values values) {
        ask(sql, values, statement -> true);
        return this;
    }

    /** Without {@code ?} outside of quotes, which would stand for a value. */
    public OneMessage add(SqlStatement sql) {
        return add(sql.text(), parameters -> {});
    }

    /** With those of another one after its own. */
    public OneMessage add(OneMessage other) {
        parts.addAll(other.parts);
        return this;
    }

    public void send(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(parts.stream().map(Part::sql).collect(joining(";\n")))) {
            Parameters parameters = new Parameters(statement);
            for (Part<?> part : parts) {
                part.values.set(parameters);
            }
            statement.execute();
            for (Part<?> part : parts) {
                part.read(statement);
                statement.getMoreResults();
            }
        }
    }

    /** Sets one parameter after another. */
    public static final class Parameters {

        private final PreparedStatement statement;
        private int last;

        private Parameters(PreparedStatement statement) {
            this.statement = statement;
        }

        public Parameters add(@Nullable Object value) throws SQLException {
            statement.setObject(++last, value);
            return this;
        }

        /** Also where it is null. */
        public Parameters text(@Nullable String value) throws SQLException {
            statement.setString(++last, value);
            return this;
        }

        /** @param type of its elements, as PostgreSQL calls it */
        public Parameters array(String type, Collection<? extends @Nullable Object> values) throws SQLException {
            statement.setArray(++last, statement.getConnection().createArrayOf(type, values.toArray()));
            return this;
        }
    }
}
