package io.github.pgpartition.examples.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.hook.HookDecision;
import io.github.pgpartition.hook.PartitionEvent;
import io.github.pgpartition.hook.PartitionHook;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EventStoreTest {

    private static final Instant NOW = Instant.parse("2026-03-28T12:00:00Z");

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final BlockingQueue<String> exported = new LinkedBlockingQueue<>();

    private EventStore store(Instant now) {
        return new EventStore(db.dataSource(), InstantSource.fixed(now), new PartitionHook() {
            @Override
            public HookDecision beforeDrop(PartitionEvent event) {
                exported.add(event.tenant().orElseThrow() + ": "
                        + db.queryLong(
                                "SELECT count(*) FROM " + event.partition().sql()));
                return HookDecision.proceed();
            }
        });
    }

    @Test
    void keepsEventsOfTenantsAndExportsWhatGoes() throws SQLException, InterruptedException {
        db.execute("CREATE TABLE events (tenant text NOT NULL, at timestamptz NOT NULL, payload text)"
                + " PARTITION BY RANGE (tenant, at)");
        try (EventStore store = store(NOW)) {
            store.start(Duration.ofMinutes(10));
            store.signUp("acme", "2 days");
            db.execute("INSERT INTO events SELECT 'acme', timestamptz '2026-03-28 00:00+00' + i * interval '1 hour'"
                    + " FROM generate_series(0, 47) AS i");
            assertThat(store.count("acme", NOW, NOW.plus(Duration.ofHours(24)))).isEqualTo(24);
            assertThat(store.place("acme", NOW)).isEqualTo("\"public\".\"events_acme_p20260328\"");
            assertThat(store.place("nobody", NOW)).isEqualTo("nowhere");
        }
        assertThat(exported).isEmpty();
        try (EventStore later = store(NOW.plus(Duration.ofDays(3)))) {
            later.start(Duration.ofMinutes(10));
            assertThat(exported.poll(30, TimeUnit.SECONDS)).isEqualTo("acme: 24");
        }
    }
}
