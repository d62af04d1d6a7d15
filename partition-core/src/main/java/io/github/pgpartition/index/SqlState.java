package io.github.pgpartition.index;

import java.sql.SQLException;

/** Codes of PostgreSQL's appendix A. */
final class SqlState {

    static final String QUERY_CANCELED = "57014";
    static final String LOCK_NOT_AVAILABLE = "55P03";

    private SqlState() {}

    /** Whether what was asked for is wrong: syntax and names, values, what the server does not have. */
    static boolean isAboutTheStatement(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("42") || state.startsWith("22") || state.startsWith("0A");
    }
}
