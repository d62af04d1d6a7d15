package io.github.pgpartition.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

class PostgresServerTest {

    private final PostgresServer server = PostgresServer.shared();

    @Test
    void isOnePerJvm() {
        assertThat(PostgresServer.shared()).isSameAs(server);
    }

    @Test
    void databasesAreIsolated() {
        try (PostgresDatabase one = server.createDatabase();
                PostgresDatabase other = server.createDatabase()) {
            one.execute("CREATE TABLE t ()");
            assertThat(one.queryString("SELECT to_regclass('t')")).isEqualTo("t");
            assertThat(other.queryString("SELECT to_regclass('t')")).isNull();
        }
    }

    @Test
    void databaseAndRolesAreDroppedWhoeverIsConnected() {
        PostgresDatabase database = server.createDatabase();
        String name = database.name();
        Role role = database.role("gone");
        try (Session session = role.session("SELECT 1")) {
            database.close();
            assertThatThrownBy(() -> session.execute("SELECT 1")).isInstanceOf(SqlFailure.class);
        }
        assertThat(count("pg_database WHERE datname = ?", name)).isZero();
        assertThat(count("pg_roles WHERE rolname = ?", role.name())).isZero();
    }

    @Test
    @DisabledIfSystemProperty(named = "postgres", matches = "jdbc:.*")
    void isForHaste() {
        assertThat(server.queryStrings("SELECT setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes',"
                        + " 'max_connections', 'max_locks_per_transaction', 'synchronous_commit') ORDER BY name"))
                .containsExactly("off", "off", "200", "256", "off");
    }

    @Test
    void isTakenAsItIsWhenGivenAsAUrl() {
        PostgresServer same = PostgresServer.start(server.jdbcUrl() + "&ApplicationName=by%20url", "whatever");
        assertThat(same.version()).isEqualTo(server.version());
        assertThat(same.log()).isEmpty();
        try (PostgresDatabase database = same.createDatabase()) {
            assertThat(database.jdbcUrl()).contains("&ApplicationName=by%20url");
            assertThat(database.queryString("SHOW application_name")).isEqualTo("by url");
            assertThat(count("pg_database WHERE datname = ?", database.name())).isEqualTo(1);
        }
    }

    private long count(String from, String name) {
        return server.queryLong("SELECT count(*) FROM " + from, name);
    }
}
