package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.testkit.PostgresDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The server says what it says when its table of locks is full. */
class LockTableFullTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void serverWhoseTableOfLocksIsFull() {
        events.reset();
        events.manager().manage(policy().build());
        db.execute(
                "CREATE ROLE some_reader",
                "GRANT SELECT ON " + EVENTS + " TO some_reader",
                "CREATE FUNCTION \"App data\".refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " RAISE EXCEPTION USING MESSAGE = 'out of shared memory', ERRCODE = '53200',"
                        + " HINT = 'You might need to increase max_locks_per_transaction.'; END $$",
                "CREATE EVENT TRIGGER refuse ON ddl_command_start WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION"
                        + " \"App data\".refuse()");
    }

    @Test
    void adviceIsToRaiseTheSetting() {
        MaintenanceReport report;
        try {
            report = events.manager().maintain();
        } finally {
            db.execute("DROP EVENT TRIGGER refuse", "DROP OWNED BY some_reader", "DROP ROLE some_reader");
        }
        assertThat(report.created()).isEmpty();
        assertThat(report.failures())
                .hasSize(2)
                .allSatisfy(f -> assertThat(f.message())
                        .contains(
                                "out of shared memory",
                                ". The server's table of locks is full: raise max_locks_per_transaction, which takes a"
                                        + " restart of the server; a statement may lock every partition of a table, and its indexes. "
                                        + "(SQLSTATE 53200"));
    }
}
