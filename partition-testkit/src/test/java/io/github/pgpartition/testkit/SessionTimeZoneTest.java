package io.github.pgpartition.testkit;

import static io.github.pgpartition.testkit.PostgresDatabase.SESSION_TIME_ZONE;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SessionTimeZoneTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    @Test
    void isUnlikeTheJvms() throws SQLException {
        // What the driver sends is the JVM's.
        try (Connection plain = DriverManager.getConnection(db.jdbcUrl())) {
            assertThat(zoneOf(plain)).isNotEqualTo(SESSION_TIME_ZONE);
        }
        try (Connection connection = db.dataSource().getConnection()) {
            assertThat(zoneOf(connection)).isEqualTo(SESSION_TIME_ZONE);
        }
        assertThat(db.queryString("SHOW timezone")).isEqualTo(SESSION_TIME_ZONE);
    }

    @Test
    void isHonouredByTheServer() {
        assertThat(db.queryString("SELECT '2026-01-01 00:00'::timestamptz AT TIME ZONE 'UTC'"))
                .isEqualTo("2025-12-31 10:15:00");
    }

    @Test
    void lastsWhenATransactionIsRolledBack() {
        try (Session session = db.session("SELECT 1")) {
            session.execute("ROLLBACK");
            assertThat(session.queryString("SHOW timezone")).isEqualTo(SESSION_TIME_ZONE);
        }
    }

    @Test
    void canBeChosen() throws SQLException {
        try (Connection connection = db.dataSource("America/St_Johns").getConnection()) {
            assertThat(zoneOf(connection)).isEqualTo("America/St_Johns");
        }
    }

    @Test
    void isThatOfARoleToo() {
        assertThat(db.role("someone").queryString("SHOW timezone")).isEqualTo(SESSION_TIME_ZONE);
    }

    /** Why the zone is set after connecting. */
    @Test
    void driversZoneWinsOverOptionsAndDatabase() throws SQLException {
        db.execute("ALTER DATABASE " + db.name() + " SET timezone = '" + SESSION_TIME_ZONE + "'");
        try (Connection connection =
                DriverManager.getConnection(db.jdbcUrl() + "&options=-c%20TimeZone=" + SESSION_TIME_ZONE)) {
            assertThat(zoneOf(connection)).isNotEqualTo(SESSION_TIME_ZONE);
        }
    }

    private static String zoneOf(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SHOW timezone")) {
            result.next();
            return result.getString(1);
        }
    }
}
