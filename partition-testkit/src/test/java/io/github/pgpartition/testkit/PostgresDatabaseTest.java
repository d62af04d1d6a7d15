package io.github.pgpartition.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresDatabaseTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    @Test
    void isTheDatabaseThatConnectionsAreIn() {
        assertThat(db.queryString("SELECT current_database()")).isEqualTo(db.name());
        assertThat(db.name()).matches("test_postgresdatabasetest_[0-9a-f]{12}");
    }

    @Test
    void hasUtf8AndTheLocaleC() {
        assertThat(db.queryRows(
                        "SELECT pg_encoding_to_char(encoding), datcollate FROM pg_database WHERE datname = ?",
                        db.name()))
                .containsExactly(List.of("UTF8", "C"));
    }

    @Test
    @DisabledIfSystemProperty(named = "postgres", matches = "jdbc:.*")
    void isOnTheVersionThatWasAskedFor() {
        assertThat(db.serverVersion()).isEqualTo(Integer.parseInt(System.getProperty("postgres.version", "17")));
    }

    @Test
    void showsItsVersion() {
        System.out.println(
                "testkit: " + db.queryString("SELECT version()") + ", session zone " + db.queryString("SHOW timezone"));
        assertThat(db.queryString("SELECT version()")).startsWith("PostgreSQL " + db.serverVersion() + ".");
    }

    @Test
    void runsSeveralStatementsOfOneText() {
        db.execute("CREATE TABLE several (i int); INSERT INTO several VALUES (1), (2)", "VACUUM several");
        assertThat(db.queryStrings("SELECT i FROM several ORDER BY i")).containsExactly("1", "2");
        assertThat(db.query("SELECT i FROM several WHERE i > ?", row -> row.getInt(1), 1))
                .containsExactly(2);
    }

    @Test
    void givesNullForNull() {
        assertThat(db.queryString("SELECT to_regclass('nowhere')")).isNull();
        assertThat(db.queryRows("SELECT NULL, ?::int", 1)).containsExactly(Arrays.asList(null, "1"));
        assertThatThrownBy(() -> db.queryStrings("SELECT NULL"))
                .hasMessage("A value expected in every row, not NULL: SELECT NULL");
    }

    @Test
    void saysWhichStatementWasRefused() {
        assertThatThrownBy(() -> db.execute("SELECT 1/0"))
                .hasMessage("ERROR: division by zero\nin: SELECT 1/0")
                .isInstanceOfSatisfying(
                        SqlFailure.class, e -> assertThat(e.sqlState()).isEqualTo("22012"));
    }

    @Test
    void canBeReachedByItsUrl() throws SQLException {
        try (Connection connection = DriverManager.getConnection(db.jdbcUrl())) {
            assertThat(connection.getCatalog()).isEqualTo(db.name());
            assertThat(connection.getMetaData().getUserName()).isEqualTo(db.user());
        }
    }

    @Test
    void roleOwnsNothing() {
        db.execute("CREATE TABLE secret (i int)");
        Role role = db.role("Reader of things");
        assertThat(role.queryString("SELECT current_user")).isEqualTo(role.name());
        assertThatThrownBy(() -> role.execute("SELECT * FROM secret"))
                .isInstanceOfSatisfying(
                        SqlFailure.class, e -> assertThat(e.sqlState()).isEqualTo("42501"));
    }

    @Test
    void cannotBeUsedWithoutBeingRegistered() {
        assertThatThrownBy(() -> PostgresDatabase.create().jdbcUrl())
                .hasMessage("This database is not there yet, or not any more: register it with @RegisterExtension in a"
                        + " static field, or use PostgresServer.shared().createDatabase()");
    }

    @Test
    void serversLogIsThereWhenEmbedded() {
        boolean embedded = System.getProperty("postgres", "embedded").equals("embedded");
        assertThat(db.serverLog().isPresent()).isEqualTo(embedded);
        db.serverLog().ifPresent(log -> assertThat(log).content().contains("ready to accept connections"));
    }

    @Nested
    class First {

        @Test
        void sharesTheDatabase() {
            db.execute("CREATE TABLE IF NOT EXISTS shared (by text)", "INSERT INTO shared VALUES ('first')");
            assertThat(db.name()).startsWith("test_postgresdatabasetest_");
        }
    }

    @Nested
    class Second {

        @Test
        void sharesTheDatabase() {
            db.execute("CREATE TABLE IF NOT EXISTS shared (by text)", "INSERT INTO shared VALUES ('second')");
            assertThat(db.name()).startsWith("test_postgresdatabasetest_");
        }
    }
}
