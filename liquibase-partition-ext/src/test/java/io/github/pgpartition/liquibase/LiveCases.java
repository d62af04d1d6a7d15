package io.github.pgpartition.liquibase;

import io.github.pgpartition.testkit.PostgresDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cases of one theme on a database that is empty before each. All objects are in schema {@code app}, which the search_path names, so nothing
 * depends on {@code public}.
 */
abstract class LiveCases {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    @TempDir
    Path folder;

    private Connection connection;
    private int changeSets;

    @BeforeEach
    void emptyDatabase() throws SQLException {
        CatalogDump.clear(db);
        db.execute(
                "CREATE SCHEMA app",
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = app', current_database()); END $$");
        connection = db.connect();
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    /** Runs changes in a changeset of their own. */
    void update(String changes) {
        update(changes, Map.of());
    }

    void update(String changes, Map<String, Object> settings) {
        run(changes, "", settings);
    }

    /** The same outside a transaction. */
    void updateOnline(String changes) {
        run(changes, " runInTransaction=\"false\"", Map.of());
    }

    private void run(String changes, String attributes, Map<String, Object> settings) {
        changeSets++;
        new LiquibaseRun(connection, folder)
                .update(
                        "<changeSet id=\"" + changeSets + "\" author=\"test\"" + attributes + ">" + changes
                                + "</changeSet>",
                        settings);
    }

    LiquibaseRun liquibase() {
        return new LiquibaseRun(connection, folder);
    }

    static CatalogFacts table(String name) {
        return new CatalogFacts(db, name);
    }
}
