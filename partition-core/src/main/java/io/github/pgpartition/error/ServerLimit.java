package io.github.pgpartition.error;

import java.sql.SQLException;
import java.util.Optional;

/** A limit of the server that was reached: whatever was asked for, what to do is the same. */
final class ServerLimit {

    private static final String OUT_OF_MEMORY = "53200";
    private static final String SETTING = "max_locks_per_transaction";

    private ServerLimit() {}

    /** What to do now, a sentence without a full stop; empty where it is something else. The name of the setting is not translated. */
    static Optional<String> of(SQLException cause) {
        return OUT_OF_MEMORY.equals(cause.getSQLState())
                        && String.valueOf(cause.getMessage()).contains(SETTING)
                ? Optional.of(
                        "The server's table of locks is full: raise " + SETTING
                                + ", which takes a restart of the server; a statement may lock every partition of a table, and its indexes")
                : Optional.empty();
    }
}
