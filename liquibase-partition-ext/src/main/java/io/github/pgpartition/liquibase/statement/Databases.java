package io.github.pgpartition.liquibase.statement;

import liquibase.database.Database;
import liquibase.database.core.CockroachDatabase;
import liquibase.database.core.PostgresDatabase;

/** Which databases can do what this extension does. */
public final class Databases {

    private Databases() {}

    /** CockroachDB is a PostgreSQL to Liquibase, and its partitions are another thing. */
    public static boolean canPartition(Database database) {
        return database instanceof PostgresDatabase && !(database instanceof CockroachDatabase);
    }
}
