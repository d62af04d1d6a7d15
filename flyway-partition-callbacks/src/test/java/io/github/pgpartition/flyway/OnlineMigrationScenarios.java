package io.github.pgpartition.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.flyway.Client.Outcome;
import io.github.pgpartition.testkit.Session;
import org.junit.jupiter.api.Test;

/** Java migrations outside transactions. */
interface OnlineMigrationScenarios extends JavaMigrationScenarios {

    String NO_TRANSACTIONAL_LOCK = "transactionalLock=false";

    @Test
    default void changesPartitionsWhileSomebodyReads() {
        migrateJava("V1__Tables+V2__Changes").orFail();
        try (Session reader = db().session("BEGIN", "SELECT count(*) FROM \"Regions\"")) {
            Outcome outcome = migrateJava("V1__Tables+V2__Changes+V10__Online").orFail();
            assertThat(outcome.output())
                    .contains("DETACH PARTITION \"public\".\"events_old\" CONCURRENTLY")
                    .contains("NOT VALID");
        }
        assertThat(bounds("events")).containsExactly("2026-01-01", "2026-03-01");
        assertThat(exists("events_old")).isTrue();
        assertThat(exists("events_2027_01")).isFalse();
        assertThat(exists("events_created")).isFalse();
        assertThat(history()).containsExactly("1 true", "10 true", "2 true");
    }

    /** Flyway's own transaction has a snapshot, for the end of which CREATE INDEX CONCURRENTLY would wait. */
    @Test
    default void refusesAnIndexThatWouldWaitForFlywaysLock() {
        migrateJava("V1__Tables").orFail();
        Outcome outcome = migrateJava("V1__Tables+V11__Index");
        assertThat(outcome.succeeded()).isFalse();
        assertThat(outcome.output())
                .contains(
                        "Cannot add index events_id to all partitions of events concurrently: Flyway has a transaction open"
                                + " until all migrations are done, and CREATE INDEX CONCURRENTLY waits for its end. Set"
                                + " flyway.postgresql.transactional.lock=false");
        assertThat(exists("events_id")).isFalse();
    }

    @Test
    default void buildsAnIndexOnSeveralConnections() {
        migrateJava("V1__Tables", "flyway.defaultSchema=app").orFail();
        Outcome outcome = migrateJava("V1__Tables+V11__Index", "flyway.defaultSchema=app", NO_TRANSACTIONAL_LOCK)
                .orFail();
        assertThat(outcome.output()).contains("CREATE INDEX CONCURRENTLY");
        assertThat(db().queryLong("SELECT count(*) FROM pg_index WHERE indrelid IN (SELECT inhrelid FROM pg_inherits"
                        + " WHERE inhparent = 'app.events'::regclass) AND indisvalid AND indpred IS NOT NULL"))
                .isEqualTo(3);
    }
}
