package io.github.pgpartition.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The {@code search_path} of a transaction. While it is empty the server prints every name with its schema. */
final class SearchPath {

    private static final String SET =
            "SELECT pg_catalog.current_setting('search_path'), pg_catalog.set_config('search_path', ?, true)";

    private SearchPath() {}

    /** Until the transaction ends, or a savepoint before this is rolled back to. Returns what it was. */
    static String empty(Connection connection) throws SQLException {
        return set(connection, "");
    }

    static String set(Connection connection, String path) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SET)) {
            statement.setString(1, path);
            try (ResultSet before = statement.executeQuery()) {
                before.next();
                return before.getString(1);
            }
        }
    }
}
