package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.testkit.PostgresDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What would make all of a set look as if its time were over. */
class WrongPresentTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void reset() {
        events.reset();
        db.execute("DROP TABLE " + EVENTS);
        events.createTable("Events", "bigint");
    }

    private void partition(String name, String from, String to) {
        db.execute("CREATE TABLE \"App data\".\"" + name + "\" PARTITION OF " + EVENTS + " FOR VALUES FROM (" + from
                + ") TO (" + to + ")");
    }

    private long rows() {
        return db.queryLong("SELECT count(*) FROM " + EVENTS);
    }

    @Test
    void secondsThatAreDeclaredAsMillisecondsAreRefused() {
        partition("march", "1772323200", "1774915200"); // seconds
        db.execute("INSERT INTO " + EVENTS + " VALUES (1, 1772323200)");
        var policy = PartitionPolicy.of(EVENTS, "1 day").retention("90 days").keyEncoding("epoch_ms");
        assertThatThrownBy(() -> events.manager().manage(policy.build()))
                .hasMessage("Cannot manage " + EVENTS + ": by keyEncoding epoch_ms its newest partition ends at"
                        + " 1970-01-21T13:01:55.200Z, more than 20 years ago, so the key does not seem to hold that. Correct the"
                        + " keyEncoding.");
        events.manager().install();
        db.execute("SELECT pgpartition.manage('" + EVENTS
                + "', partition_interval => '1 day', retention => '90 days', key_encoding => 'epoch_ms')");
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.results()).isEmpty();
        assertThat(report.failures())
                .singleElement()
                .satisfies(f -> assertThat(f.message()).contains("so the key does not seem to hold that"));
        assertThat(rows()).isEqualTo(1);
        events.manager().manage(policy.keyEncoding("epoch_s").build());
        assertThat(events.manager().maintain().failures()).isEmpty();
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void emptyPartitionsFarFromZeroAreNotJoinedToIt() {
        partition("first", "1500000000", "1501000000");
        partition("second", "1501000000", "1502000000");
        events.manager()
                .manage(PartitionPolicy.of(EVENTS, "1000000")
                        .premake(2)
                        .retention("1000000")
                        .build());
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.created()).extracting(n -> n.name().value()).containsExactly("Events_p1502000000");
        assertThat(report.dropped()).isEmpty();
        assertThat(events.manager().maintain().results()).isEmpty();
    }

    @Test
    void strayRowInAPartitionWithoutEndIsNotThePresent() {
        partition("first", "0", "1000");
        partition("second", "1000", "2000");
        partition("rest", "2000", "MAXVALUE");
        db.execute("INSERT INTO " + EVENTS + " VALUES (1, 1), (2, 1999), (3, 9000000000000000000)");
        events.manager()
                .manage(PartitionPolicy.of(EVENTS, "1000").retention("1500").build());
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.dropped()).isEmpty();
        assertThat(report.failures()).isEmpty();
        assertThat(rows()).isEqualTo(3);
    }
}
