package io.github.pgpartition.liquibase.connection;

import java.sql.Connection;
import java.sql.SQLException;
import liquibase.Scope;
import liquibase.database.DatabaseConnection;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.DatabaseException;
import liquibase.resource.ResourceAccessor;
import org.jspecify.annotations.Nullable;

/** Connections opened as Liquibase opens its own. Not a record: nobody is to print the password. */
final class UrlConnections implements MoreConnections {

    private final String url;
    private final @Nullable String user;
    private final @Nullable String password;
    private final @Nullable String driver;
    private final @Nullable String driverProperties;
    private final ResourceAccessor files;

    private UrlConnections(
            String url,
            @Nullable String user,
            @Nullable String password,
            @Nullable String driver,
            @Nullable String driverProperties,
            ResourceAccessor files) {
        this.url = url;
        this.user = user;
        this.password = password;
        this.driver = driver;
        this.driverProperties = driverProperties;
        this.files = files;
    }

    static UrlConnections of(
            String url,
            @Nullable String user,
            @Nullable String password,
            @Nullable String driver,
            @Nullable String driverProperties) {
        return new UrlConnections(
                url,
                user,
                password,
                driver,
                driverProperties,
                Scope.getCurrentScope().getResourceAccessor());
    }

    @Override
    public Connection open() throws SQLException {
        try {
            DatabaseConnection connection = DatabaseFactory.getInstance()
                    .openConnection(url, user, password, driver, null, driverProperties, null, files);
            if (connection instanceof JdbcConnection jdbc) {
                return jdbc.getUnderlyingConnection();
            }
            throw new SQLException("the URL is not one of a database server");
        } catch (DatabaseException e) {
            throw new SQLException(rootMessage(e));
        }
    }

    /** The driver's own words: Liquibase's may have the URL in them, and that a password. A host may, too, where there is one before it. */
    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).replaceAll("[^\\s/:@]*:[^\\s/@]*@", "*****@");
    }
}
