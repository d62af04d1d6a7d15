package io.github.pgpartition.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SessionTest {

    private static final String TAKE_IT = "BEGIN; LOCK TABLE held NOWAIT; COMMIT";

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    @BeforeAll
    static void table() {
        db.execute("CREATE TABLE held (i int)");
    }

    @Test
    void holdsItsLocksUntilItIsClosed() {
        try (Session session = db.session("SELECT count(*) FROM held")) {
            assertThat(db.queryLong(
                            "SELECT count(*) FROM pg_locks WHERE pid = ? AND relation = 'held'::regclass",
                            session.pid()))
                    .isEqualTo(1);
            assertThatThrownBy(() -> db.execute(TAKE_IT))
                    .isInstanceOfSatisfying(
                            SqlFailure.class, e -> assertThat(e.sqlState()).isEqualTo("55P03"));
        }
        assertThatNoException().isThrownBy(() -> db.execute(TAKE_IT));
    }

    @Test
    void mayBeginItself() {
        try (Session session = db.session("BEGIN; SELECT count(*) FROM held")) {
            assertThatThrownBy(() -> db.execute(TAKE_IT)).isInstanceOf(SqlFailure.class);
            session.execute("COMMIT");
            assertThatNoException().isThrownBy(() -> db.execute(TAKE_IT));
        }
    }

    @Test
    void rollsBack() {
        try (Session session = db.session("INSERT INTO held VALUES (1)")) {
            assertThat(session.queryLong("SELECT count(*) FROM held")).isEqualTo(1);
        }
        assertThat(db.queryLong("SELECT count(*) FROM held")).isZero();
    }

    @Test
    void givesBackAdvisoryLocks() {
        db.session("SELECT pg_advisory_lock(7)").close();
        assertThat(db.queryString("SELECT pg_try_advisory_lock(7)")).isEqualTo("t");
    }

    @Test
    void canBeEndedByAnother() {
        try (Session session = db.session("SELECT 1")) {
            db.terminate(session.pid());
            assertThat(db.queryLong("SELECT count(*) FROM pg_stat_activity WHERE pid = ?", session.pid()))
                    .isZero();
            assertThatThrownBy(() -> session.execute("SELECT 1")).isInstanceOf(SqlFailure.class);
        }
    }

    @Test
    void doesNotStayOpenWhenItsStatementIsRefused() {
        assertThatThrownBy(() -> db.session("SELECT 'left behind', 1/0")).isInstanceOf(SqlFailure.class);
        assertThat(db.queryLong(
                        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%left beh_nd%' AND state <> 'idle'"
                                + " AND pid <> pg_backend_pid()"))
                .isZero();
    }
}
