package io.github.pgpartition.liquibase.change;

import java.util.Optional;
import liquibase.database.Database;
import liquibase.exception.DatabaseException;

/** The major version of the server, or of the one that an offline URL names; a very high one where nobody knows. */
record ServerVersion(int major) {

    private static final int OLDEST = 12;

    static ServerVersion of(Database database) {
        try {
            return new ServerVersion(database.getDatabaseMajorVersion());
        } catch (DatabaseException e) {
            return new ServerVersion(Integer.MAX_VALUE);
        }
    }

    /** Why the server cannot do what a change asks for. */
    Optional<String> problem(String change, Optional<NewerFeature> feature) {
        if (major < OLDEST) {
            return Optional.of(change + " needs PostgreSQL " + OLDEST + " or newer, and this is " + major + ".");
        }
        return feature.filter(f -> major < f.since())
                .map(f -> change + " with " + f.written() + " needs PostgreSQL " + f.since() + ", and this is " + major
                        + ", which has no " + f.sql() + ". Leave it out.");
    }
}
