package io.github.pgpartition.liquibase.statement;

import io.github.pgpartition.sql.SqlLiteral;
import io.github.pgpartition.sql.SqlStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** A session that is in a given zone for as long as statements run. */
record SessionZone(Connection connection, String before) implements AutoCloseable {

    private static final String SAVED = "'pgpartition.session_time_zone'";
    private static final String CURRENT = "SELECT pg_catalog.current_setting('TimeZone')";
    private static final String SET = "SELECT pg_catalog.set_config('TimeZone', ?, false)";

    /** As a script has it. */
    static List<SqlStatement> during(ZoneId zone, List<SqlStatement> statements) {
        List<SqlStatement> all = new ArrayList<>();
        all.add(set(SAVED, "pg_catalog.current_setting('TimeZone')"));
        all.add(set("'TimeZone'", SqlLiteral.quote(zone.getId())));
        all.addAll(statements);
        all.add(set("'TimeZone'", "pg_catalog.current_setting(" + SAVED + ")"));
        return all;
    }

    private static SqlStatement set(String name, String value) {
        return SqlStatement.of("SELECT pg_catalog.set_config(" + name + ", " + value + ", false)");
    }

    static SessionZone enter(Connection connection, ZoneId zone) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(CURRENT);
                ResultSet row = query.executeQuery()) {
            row.next();
            SessionZone session = new SessionZone(connection, row.getString(1));
            session.set(zone.getId());
            return session;
        }
    }

    /** Also after a failure: the policy's savepoint has left the transaction usable. */
    @Override
    public void close() throws SQLException {
        if (!connection.isClosed()) {
            set(before);
        }
    }

    private void set(String zone) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SET)) {
            statement.setString(1, zone);
            statement.execute();
        }
    }
}
