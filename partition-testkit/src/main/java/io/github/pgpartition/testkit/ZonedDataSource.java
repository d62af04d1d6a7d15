package io.github.pgpartition.testkit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Opens a new connection each time, in a given session time zone.
 *
 * <p>The zone is set after connecting because nothing else lasts: the driver sends the JVM's zone when it connects, and that comes after the
 * {@code options} of the URL and after what is set for role and database.
 */
final class ZonedDataSource extends PGSimpleDataSource {

    private static final long serialVersionUID = 1;

    private final String timeZone;

    ZonedDataSource(String url, String timeZone) {
        setURL(url);
        this.timeZone = timeZone;
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        Connection connection = super.getConnection(user, password);
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT pg_catalog.set_config('TimeZone', ?, false)")) {
            statement.setString(1, timeZone);
            statement.execute();
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }
}
