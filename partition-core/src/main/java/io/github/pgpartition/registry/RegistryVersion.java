package io.github.pgpartition.registry;

import io.github.pgpartition.error.PartitioningException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What schema {@code pgpartition} is at.
 *
 * @param installed whether it is there
 * @param number    0 where it does not say
 * @param readOnly  whether this server only follows another
 */
public record RegistryVersion(boolean installed, int number, boolean readOnly) {

    private static final String SQL = """
            SELECT pg_catalog.to_regclass('pgpartition.managed_table') IS NOT NULL,
                   coalesce(pg_catalog.substring(pg_catalog.obj_description(pg_catalog.to_regnamespace('pgpartition')::pg_catalog.oid,
                                                                            'pg_namespace'),
                                                 '^PgPartition, version ([0-9]{1,9}) ')::integer, 0),
                   pg_catalog.pg_is_in_recovery()
            """;

    /** Reads it in one query. */
    public static RegistryVersion read(Connection connection) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SQL)) {
            row.next();
            return new RegistryVersion(row.getBoolean(1), row.getInt(2), row.getBoolean(3));
        } catch (SQLException e) {
            throw PartitioningException.refused("Cannot look for schema pgpartition", SQL, e, "Check the connection");
        }
    }

    /** Whether this library finds all that it needs. */
    public boolean isCurrent() {
        return installed && number >= RegistrySql.VERSION;
    }

    public boolean canBeUpgraded() {
        return installed && !isCurrent() && !readOnly;
    }
}
