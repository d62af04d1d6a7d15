package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.metrics.MicrometerMetrics;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.time.Duration;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MetricsTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void table() {
        events.reset();
    }

    /** By the system's clock, as the server's, by which the status is worked out. */
    private PartitionManager manager() {
        return PartitionManager.builder(db.dataSource())
                .lockTimeout(EventsFixture.LOCK_TIMEOUT)
                .lockRetries(EventsFixture.RETRIES)
                .listener(new MicrometerMetrics(registry, InstantSource.system()))
                .build();
    }

    private double gauge(String name) {
        return registry.get(name).tag("table", EVENTS).gauge().value();
    }

    private double steps(String kind, String outcome) {
        return registry.get("pgpartition.steps")
                .tags("table", EVENTS, "kind", kind, "outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void metersShowWhatPassesDoAndHowTablesStand() {
        PartitionManager manager = manager();
        manager.manage(policy().premake(2).retention("400 days").build());
        events.day("2020-01-01");
        manager.maintain();
        manager.maintain();
        assertThat(registry.get("pgpartition.pass")
                        .tag("outcome", "succeeded")
                        .timer()
                        .count())
                .isEqualTo(2);
        assertThat(steps("detach", "done")).isEqualTo(1);
        assertThat(steps("drop", "done")).isEqualTo(1);
        assertThat(steps("create", "done")).isGreaterThanOrEqualTo(3);
        assertThat(gauge("pgpartition.partitions")).isEqualTo(steps("create", "done"));
        assertThat(gauge("pgpartition.runway")).isBetween(Duration.ofDays(2).toSeconds() - 60.0, (double)
                Duration.ofDays(3).toSeconds());
        assertThat(gauge("pgpartition.default.rows")).isZero();
        assertThat(gauge("pgpartition.gaps")).isZero();
        assertThat(gauge("pgpartition.detach.pending")).isZero();
    }

    @Test
    void deferredStepsAreSeenAsLongAsTheyAre() {
        PartitionManager manager = manager();
        manager.manage(policy().build());
        try (Session other = db.session("LOCK TABLE " + EVENTS + " IN SHARE UPDATE EXCLUSIVE MODE")) {
            assertThat(manager.maintain().deferred()).hasSize(2);
            assertThat(other.pid()).isPositive();
        }
        assertThat(gauge("pgpartition.steps.deferred")).isEqualTo(2);
        manager.maintain();
        assertThat(gauge("pgpartition.steps.deferred")).isZero();
        assertThat(steps("create", "deferred")).isEqualTo(2);
    }

    @Test
    void rowsInDefaultAreSeen() {
        PartitionManager manager = manager();
        manager.manage(policy().build());
        events.defaultPartition();
        db.execute("INSERT INTO " + EVENTS + " VALUES (1, '1999-01-01')", "ANALYZE " + EVENTS);
        manager.maintain();
        assertThat(gauge("pgpartition.default.rows")).isPositive();
    }

    @Test
    void passThatCannotRunIsCounted() {
        assertThatThrownBy(() -> manager().maintain("nothing")).isInstanceOf(PartitioningException.class);
        assertThat(registry.get("pgpartition.pass")
                        .tag("outcome", "error")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void tableThatIsManagedNoMoreHasNoGauges() {
        PartitionManager manager = manager();
        manager.manage(policy().build());
        manager.maintain();
        manager.unmanage(EVENTS);
        manager.maintain();
        assertThat(registry.find("pgpartition.runway").gauges()).isEmpty();
    }

    /** With a class loader that knows no Micrometer. */
    @Test
    void managerNeedsNoMicrometer() throws ReflectiveOperationException {
        ClassLoader without = new ClassLoader(null) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                if (name.startsWith("io.micrometer.")) {
                    throw new ClassNotFoundException(name);
                }
                if (!name.startsWith("io.github.pgpartition.") || name.contains(".testkit.")) {
                    return MetricsTest.class.getClassLoader().loadClass(name);
                }
                String file = name.replace('.', '/') + ".class";
                try (InputStream in = MetricsTest.class.getClassLoader().getResourceAsStream(file)) {
                    if (in == null) {
                        throw new ClassNotFoundException(name);
                    }
                    byte[] bytes = in.readAllBytes();
                    return defineClass(name, bytes, 0, bytes.length);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }

            @Override
            public InputStream getResourceAsStream(String name) {
                return MetricsTest.class.getClassLoader().getResourceAsStream(name);
            }

            @Override
            public URL getResource(String name) {
                return MetricsTest.class.getClassLoader().getResource(name);
            }
        };
        Class<?> managerClass = without.loadClass(PartitionManager.class.getName());
        Object builder = managerClass.getMethod("builder", DataSource.class).invoke(null, db.dataSource());
        Object manager = builder.getClass().getMethod("build").invoke(builder);
        assertThat(managerClass.getMethod("maintain").invoke(manager)).isNotNull();
        assertThat(builder.getClass().getMethods()).isNotEmpty();
        Class<?> metrics = without.loadClass(MicrometerMetrics.class.getName());
        assertThatThrownBy(() -> metrics.getConstructors()[0].newInstance(registry))
                .isInstanceOfAny(NoClassDefFoundError.class, InvocationTargetException.class);
    }
}
