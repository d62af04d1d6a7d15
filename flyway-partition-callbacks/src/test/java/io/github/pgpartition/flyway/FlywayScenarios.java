package io.github.pgpartition.flyway;

import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.PostgresServer;
import org.junit.jupiter.api.AfterEach;

/** What holds whichever version of Flyway runs it. */
abstract class FlywayScenarios
        implements PassScenarios,
                EventScenarios,
                CallbackScenarios,
                SettingScenarios,
                CommandScenarios,
                JavaMigrationScenarios,
                OnlineMigrationScenarios {

    private final Client client;
    private final PostgresDatabase db = PostgresServer.shared().createDatabase();

    FlywayScenarios(Client client) {
        this.client = client;
    }

    @Override
    public PostgresDatabase db() {
        return db;
    }

    @Override
    public Client client() {
        return client;
    }

    @AfterEach
    void drop() {
        db.close();
    }
}
