package io.github.pgpartition.testkit;

import java.sql.SQLException;

/** A statement of a test, or a connection for it, that PostgreSQL refused; says which one. */
public final class SqlFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String sqlState;

    SqlFailure(String what, SQLException cause) {
        super(cause.getMessage() + "\nin: " + what, cause);
        sqlState = cause.getSQLState() == null ? "" : cause.getSQLState();
    }

    /** The five characters of the SQLSTATE, empty when the server was not reached. */
    public String sqlState() {
        return sqlState;
    }
}
