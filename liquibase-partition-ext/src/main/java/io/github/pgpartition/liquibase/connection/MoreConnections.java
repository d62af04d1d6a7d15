package io.github.pgpartition.liquibase.connection;

import io.github.pgpartition.liquibase.configuration.PartitionSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import liquibase.Scope;
import liquibase.command.CommandScope;
import liquibase.command.core.helpers.DbUrlConnectionArgumentsCommandStep;
import liquibase.exception.CommandExecutionException;

/**
 * Where more connections come from: a DataSource in the Scope, else the settings {@code liquibase.partition.url}, {@code username} and
 * {@code password}, else what Liquibase's own was made with, where that is among its settings.
 */
interface MoreConnections {

    /** The key under which a Scope may have a DataSource. */
    String DATA_SOURCE = "liquibase.partition.dataSource";

    /** A new one, of which whoever opens it has to take care. */
    Connection open() throws SQLException;

    static Optional<MoreConnections> find(Connection own) throws SQLException {
        DataSource dataSource = Scope.getCurrentScope().get(DATA_SOURCE, DataSource.class);
        if (dataSource != null) {
            return Optional.of(dataSource::getConnection);
        }
        Optional<MoreConnections> given = ofSettings(own);
        return given.isPresent() ? given : ofCommand();
    }

    private static Optional<MoreConnections> ofSettings(Connection own) throws SQLException {
        Optional<String> url = PartitionSettings.url();
        if (url.isEmpty() && PartitionSettings.password().isEmpty()) {
            return Optional.empty();
        }
        String user = PartitionSettings.username().orElse(own.getMetaData().getUserName());
        return Optional.of(UrlConnections.of(
                url.orElse(own.getMetaData().getURL()),
                user,
                PartitionSettings.password().orElse(null),
                null,
                null));
    }

    /** The command is one of several that connect; its own arguments and those of all commands are looked at. */
    private static Optional<MoreConnections> ofCommand() {
        try {
            CommandScope command = new CommandScope("update");
            String url = command.getArgumentValue(DbUrlConnectionArgumentsCommandStep.URL_ARG);
            return url == null
                    ? Optional.empty()
                    : Optional.of(UrlConnections.of(
                            url,
                            command.getArgumentValue(DbUrlConnectionArgumentsCommandStep.USERNAME_ARG),
                            command.getArgumentValue(DbUrlConnectionArgumentsCommandStep.PASSWORD_ARG),
                            command.getArgumentValue(DbUrlConnectionArgumentsCommandStep.DRIVER_ARG),
                            command.getArgumentValue(DbUrlConnectionArgumentsCommandStep.DRIVER_PROPERTIES_FILE_ARG)));
        } catch (CommandExecutionException e) {
            Scope.getCurrentScope().getLog(MoreConnections.class).fine("No settings of the command", e);
            return Optional.empty();
        }
    }
}
