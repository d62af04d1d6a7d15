package io.github.pgpartition;

import io.github.pgpartition.testkit.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a pooler in transaction mode makes of a connection: each transaction, and each statement outside one, is on another session. */
final class TransactionPooler implements AutoCloseable {

    private static final Set<String> OPENS = Set.of("createStatement", "prepareStatement", "setSavepoint");

    private final List<Connection> sessions = new ArrayList<>();
    private int next;
    private boolean autoCommit = true;
    private @Nullable Connection inTransaction;

    TransactionPooler(PostgresDatabase db, int size) {
        for (int i = 0; i < size; i++) {
            sessions.add(db.connect());
        }
    }

    List<Connection> sessions() {
        return sessions;
    }

    Connection connection() {
        return WatchedConnection.proxy(Connection.class, (proxy, method, args) -> {
            String name = method.getName();
            boolean ends = name.equals("commit") || (name.equals("rollback") && args == null);
            if (ends) {
                end(name.equals("commit"));
                return null;
            }
            return switch (name) {
                case "getAutoCommit" -> autoCommit;
                case "setAutoCommit" -> setAutoCommit(Boolean.TRUE.equals(args[0]));
                case "close" -> null;
                default -> WatchedConnection.call(session(OPENS.contains(name)), method, args);
            };
        });
    }

    private @Nullable Object setAutoCommit(boolean on) throws SQLException {
        if (on) {
            end(true);
        }
        autoCommit = on;
        return null;
    }

    private Connection session(boolean runsSomething) throws SQLException {
        if (inTransaction != null) {
            return inTransaction;
        }
        if (runsSomething) {
            next = (next + 1) % sessions.size();
        }
        Connection session = sessions.get(next);
        if (runsSomething && !autoCommit) {
            session.setAutoCommit(false);
            inTransaction = session;
        }
        return session;
    }

    private void end(boolean commit) throws SQLException {
        Connection session = inTransaction;
        if (session != null) {
            if (commit) {
                session.commit();
            } else {
                session.rollback();
            }
            session.setAutoCommit(true);
            inTransaction = null;
        }
    }

    @Override
    public void close() throws SQLException {
        for (Connection session : sessions) {
            session.close();
        }
    }
}
