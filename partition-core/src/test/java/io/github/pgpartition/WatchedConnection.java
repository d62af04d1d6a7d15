package io.github.pgpartition;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** A connection of which somebody is told before each thing that goes to the server. */
final class WatchedConnection {

    /** Is told the SQL, or {@code COMMIT} or {@code ROLLBACK}. */
    interface Watcher {
        void before(Connection real, String sql) throws SQLException;
    }

    private WatchedConnection() {}

    static Connection of(Connection real, Watcher watcher) {
        return proxy(Connection.class, (proxy, method, args) -> {
            String name = method.getName();
            if (name.equals("commit") || name.equals("rollback")) {
                watcher.before(real, name.equals("commit") ? "COMMIT" : "ROLLBACK");
            }
            Object result = call(real, method, args);
            if (result instanceof PreparedStatement prepared && !(result instanceof CallableStatement)) {
                return statement(PreparedStatement.class, prepared, real, watcher, String.valueOf(args[0]));
            }
            return result instanceof Statement plain ? statement(Statement.class, plain, real, watcher, "") : result;
        });
    }

    private static <T extends Statement> T statement(
            Class<T> type, T statement, Connection real, Watcher watcher, String prepared) {
        return proxy(type, (proxy, method, args) -> {
            if (method.getName().startsWith("execute")) {
                watcher.before(real, args == null ? prepared : String.valueOf(args[0]));
            }
            return call(statement, method, args);
        });
    }

    static Object call(Object target, java.lang.reflect.Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    static <T> T proxy(Class<T> type, java.lang.reflect.InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
