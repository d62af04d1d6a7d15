package io.github.pgpartition.execution;

import java.sql.SQLException;

/** What PostgreSQL's codes mean for us. See its documentation, appendix A. */
final class SqlStates {

    static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final String DEADLOCK_DETECTED = "40P01";
    private static final String QUERY_CANCELED = "57014";

    private static final String WRONG_OBJECT_TYPE = "42809";
    private static final String NOT_IN_PREREQUISITE_STATE = "55000";

    private static final String INTEGRITY_CONSTRAINT_VIOLATION = "23";

    private static final String CHECK_VIOLATION = "23514";

    private SqlStates() {}

    /** A table was named as what it is not, such as a foreign table. */
    static boolean isWrongObjectType(SQLException e) {
        return WRONG_OBJECT_TYPE.equals(e.getSQLState());
    }

    static boolean isNotInPrerequisiteState(SQLException e) {
        return NOT_IN_PREREQUISITE_STATE.equals(e.getSQLState());
    }

    static boolean isCheckViolation(SQLException e) {
        return CHECK_VIOLATION.equals(e.getSQLState());
    }

    /** Somebody else was in the way; nothing is wrong with the statement. */
    static boolean isWorthRetrying(SQLException e) {
        return LOCK_NOT_AVAILABLE.equals(e.getSQLState()) || DEADLOCK_DETECTED.equals(e.getSQLState());
    }

    /** The server lacks memory, locks or room: nothing is wrong with the statement either. */
    static boolean isLackOfResources(SQLException e) {
        return e.getSQLState() != null && e.getSQLState().startsWith("53");
    }

    static boolean isIntegrityViolation(SQLException e) {
        return e.getSQLState() != null && e.getSQLState().startsWith(INTEGRITY_CONSTRAINT_VIOLATION);
    }

    /** By a time-out or by somebody. */
    static boolean isCanceled(SQLException e) {
        return QUERY_CANCELED.equals(e.getSQLState());
    }
}
