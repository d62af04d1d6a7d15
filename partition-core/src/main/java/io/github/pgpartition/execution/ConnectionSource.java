package io.github.pgpartition.execution;

import java.sql.Connection;
import java.sql.SQLException;

/** Where a pass gets its connection from, and whether it may close it. */
public interface ConnectionSource {

    /** What is done with a connection. */
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    <T> T with(Work<T> work) throws SQLException;
}
