package io.github.pgpartition.execution;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.AutoSave;

/**
 * The driver's {@code autosave}, which sets a savepoint before statements. In a transaction of our own it is of no use, and a transaction's
 * isolation level cannot be set behind a savepoint.
 */
final class Autosave {

    private Autosave() {}

    static void off(Connection connection, ShortTransaction.Work work) throws SQLException {
        if (!connection.isWrapperFor(PGConnection.class)) {
            work.run();
            return;
        }
        PGConnection driver = connection.unwrap(PGConnection.class);
        AutoSave before = driver.getAutosave();
        driver.setAutosave(AutoSave.NEVER);
        try {
            work.run();
        } finally {
            driver.setAutosave(before);
        }
    }
}
