package io.github.pgpartition.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.flyway.Client.Outcome;
import io.github.pgpartition.testkit.Session;
import org.junit.jupiter.api.Test;

/** Java migrations in a transaction. */
interface JavaMigrationScenarios extends Scenario {

    default Outcome migrateJava(String classes, String... settings) {
        String[] all = new String[settings.length + 1];
        System.arraycopy(settings, 0, all, 0, settings.length);
        all[settings.length] = "java=" + classes;
        return migrate("nothing", all);
    }

    /** Bounds are in the zone that is given, and in UTC; the session that reads them here is in another. */
    @Test
    default void makesTablesAndPartitionsOfEachKind() {
        Outcome outcome = migrateJava("V1__Tables", "flyway.defaultSchema=app").orFail();
        assertThat(partitions("app.events"))
                .containsExactly(
                        "events_2026_01 FOR VALUES FROM ('2026-01-01 13:45:00+13:45') TO ('2026-02-01 13:45:00+13:45')",
                        "events_b9b9a7a FOR VALUES FROM ('2026-03-01 12:45:00+13:45') TO ('2026-04-01 11:45:00+13:45')",
                        "events_default DEFAULT");
        assertThat(partitions("app.\"Regions\"")).containsExactly("eu FOR VALUES IN ('eu', 'a,b', NULL)");
        assertThat(partitions("app.eu")).containsExactly("eu_0 FOR VALUES WITH (modulus 1, remainder 0)");
        assertThat(
                        db().queryStrings(
                                        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'app.buckets_0'::regclass AND contype = 'p'"))
                .containsExactly("PRIMARY KEY (name)");
        assertThat(db().queryStrings("SELECT obj_description('app.events'::regclass)"))
                .containsExactly("What happened");
        assertThat(outcome.output())
                .contains("INFO CREATE TABLE \"app\".\"events\" (")
                .contains("INFO CREATE TABLE \"app\".\"events_2026_01\" PARTITION OF \"app\".\"events\"");
    }

    @Test
    default void changesPartitions() {
        migrateJava("V1__Tables").orFail();
        migrateJava("V1__Tables+V2__Changes").orFail();
        assertThat(bounds("events")).containsExactly("2025-01-01", "2026-03-01");
        assertThat(db().queryLong("SELECT id FROM events")).isEqualTo(1);
        assertThat(exists("events_2026_01")).isTrue();
        assertThat(exists("events_default")).isFalse();
        assertThat(db().queryLong("SELECT count(*) FROM pg_inherits WHERE inhparent = 'events_created'::regclass"))
                .isEqualTo(2);
    }

    @Test
    default void declaresAPolicyAndMakesWhatIsDueInTheSameMigration() {
        migrateJava("V1__Tables+V2__Changes+V3__Managed", "flyway.placeholders.partitions_events=afterEachMigrate")
                .orFail();
        assertThat(db().queryLong("SELECT count(*) FROM pg_inherits WHERE inhparent = 'events'::regclass"))
                .isEqualTo(5);
        assertThat(db().queryStrings("SELECT relation::regclass || ' ' || premake FROM pgpartition.managed_table"))
                .containsExactly("events 2");
        migrateJava("V1__Tables+V2__Changes+V3__Managed+V4__Unmanaged").orFail();
        assertThat(db().queryLong("SELECT count(*) FROM pgpartition.managed_table"))
                .isZero();
    }

    @Test
    default void refusesInATransactionWhatTakesSeveral() {
        migrateJava("V1__Tables+V2__Changes").orFail();
        Outcome outcome = migrateJava("V1__Tables+V2__Changes+V20__Refused");
        assertThat(outcome.succeeded()).isFalse();
        assertThat(outcome.output())
                .contains(
                        "Cannot detach partition events_old from events concurrently: it takes transactions of its own, or"
                                + " locks that none may keep for long, and this migration is one transaction. Let the migration extend OnlinePartitionMigration, which runs"
                                + " outside transactions, with nothing else in it.");
        assertThat(exists("made_before")).isFalse();
        assertThat(bounds("events")).contains("2025-01-01");
    }

    @Test
    default void refusesInATransactionWhatWouldLockEverythingUntilItsEnd() {
        migrateJava("V1__Tables+V2__Changes").orFail();
        assertThat(migrateJava("V1__Tables+V2__Changes+V24__DropIndex").output())
                .contains("Cannot drop index events_created from all partitions of events: ");
        assertThat(exists("events_created")).isTrue();
    }

    @Test
    default void refusesAStepThatWasNotExecuted() {
        migrateJava("V1__Tables+V2__Changes").orFail();
        Outcome outcome = migrateJava("V1__Tables+V2__Changes+V21__Forgotten");
        assertThat(outcome.output())
                .contains("Cannot go on after dropPartition(\"events\", \"events_old\"): it was begun and not executed."
                        + " End it with execute().");
        assertThat(exists("made_before")).isFalse();
    }

    @Test
    default void waitsForLocksNoLongerThanTheSettingsSay() {
        migrateJava("V1__Tables").orFail();
        try (Session reader = db().session("BEGIN", "SELECT count(*) FROM events")) {
            Outcome outcome = migrateJava(
                    "V1__Tables+V22__Waits",
                    "flyway.placeholders.partitions_lockTimeout=50ms",
                    "flyway.placeholders.partitions_lockRetries=1");
            assertThat(outcome.succeeded()).isFalse();
            assertThat(outcome.output())
                    .contains("Cannot detach partition \"public\".\"events_2026_01\" from \"public\".\"events\"")
                    .contains("2 attempts of 50 ms did not get the lock; in the way: pid ");
        }
        migrateJava("V1__Tables+V22__Waits").orFail();
        assertThat(partitions("events")).noneMatch(p -> p.startsWith("events_2026_01 "));
    }

    @Test
    default void refusesAPrimaryKeyThatTheTableCannotHave() {
        assertThat(migrateJava("V23__Key").output())
                .contains(
                        "Cannot give \"app\".\"logs\" its primary key: (\"id\") does not hold the partition key's column"
                                + " \"at\". Add the column to the primary key");
    }

    @Test
    default void hasNoChecksumUnlessItIsGivenOne() {
        migrateJava("V1__Tables+V9__Checked", "checksum=5").orFail();
        assertThat(db().queryStrings(
                                "SELECT version || ' ' || coalesce(checksum::text, 'none') FROM flyway_schema_history"
                                        + " WHERE version IS NOT NULL ORDER BY installed_rank"))
                .containsExactly("1 none", "9 5");
        assertThat(run("validate", "nothing", "java=V1__Tables+V9__Checked", "checksum=6")
                        .output())
                .contains("checksum mismatch for migration version 9");
    }
}
