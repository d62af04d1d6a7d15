package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.made;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.hook.HookDecision;
import io.github.pgpartition.hook.PartitionEvent;
import io.github.pgpartition.hook.PartitionHook;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.metrics.PassEnd;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ScheduleTest {

    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final Duration NEVER_AGAIN = Duration.ofDays(1);

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);
    private final BlockingQueue<PassEnd> passes = new LinkedBlockingQueue<>();

    @BeforeEach
    void table() {
        events.reset();
        events.manager().manage(policy().build());
    }

    private PartitionManagerBuilder builder() {
        return events.builder().listener(passes::add);
    }

    private PassEnd nextPass() throws InterruptedException {
        PassEnd pass = passes.poll(30, TimeUnit.SECONDS);
        assertThat(pass).isNotNull();
        return pass;
    }

    @Test
    void firstPassRunsAtOnceOnDaemonThread() throws InterruptedException {
        try (PartitionManager manager = builder().build()) {
            manager.start(NEVER_AGAIN);
            assertThat(nextPass().report().map(MaintenanceReport::created))
                    .contains(List.of(made("20260328"), made("20260329")));
            assertThat(threads()).isNotEmpty().allMatch(Thread::isDaemon);
        }
        assertThat(threads()).isEmpty();
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("pgpartition-maintenance-"))
                .toList();
    }

    @Test
    void changedPolicyTakesEffectAtTheNextPass() throws InterruptedException {
        try (PartitionManager manager = builder().build()) {
            manager.start(OFTEN);
            nextPass();
            manager.manage(policy().premake(3).build());
            await().untilAsserted(
                            () -> assertThat(events.partitionNames()).contains(made("20260330"), made("20260331")));
            manager.unmanage(EVENTS);
        }
    }

    @Test
    void errorEndsNoSchedule() throws InterruptedException {
        AtomicBoolean down = new AtomicBoolean(true);
        DataSource flaky = (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (down.get()) {
                        throw new SQLException("the database is away", "08001");
                    }
                    return db.dataSource().getConnection();
                });
        try (PartitionManager manager = EventsFixture.settings(PartitionManager.builder(flaky))
                .listener(passes::add)
                .listener(pass -> {
                    throw new AssertionError("a listener's error, which is no exception");
                })
                .build()) {
            manager.start(OFTEN);
            PassEnd failed = nextPass();
            assertThat(failed.succeeded()).isFalse();
            assertThat(failed.failure())
                    .get()
                    .satisfies(e -> assertThat(e)
                            .isInstanceOf(PartitioningException.class)
                            .hasMessageStartingWith("Cannot maintain: the database is away. Check the connection."));
            nextPass();
            down.set(false);
            await().untilAsserted(() -> assertThat(events.partitionNames()).hasSize(2));
        }
    }

    @Test
    void startTwiceIsRefusedAndStartAfterCloseIsNot() throws InterruptedException {
        try (PartitionManager manager = builder().build()) {
            manager.start(NEVER_AGAIN);
            assertThatThrownBy(() -> manager.start(OFTEN))
                    .isInstanceOf(PartitioningException.class)
                    .hasMessage("Cannot start a schedule: this manager runs one already. Close it first to change the"
                            + " interval.");
            nextPass();
            manager.close();
            manager.close();
            manager.start(NEVER_AGAIN);
            nextPass();
        }
    }

    @Test
    void intervalOfNothingAndOneConnectionAreRefused() throws SQLException {
        assertThatThrownBy(() -> events.manager().start(Duration.ZERO))
                .hasMessage("Cannot run a pass every PT0S: it is not between 1 ms and 365 days. Give a fraction of the"
                        + " shortest interval of your policies, such as 10 minutes.");
        try (Connection connection = db.dataSource().getConnection()) {
            PartitionManager lent = PartitionManager.builder(connection).build();
            assertThatThrownBy(() -> lent.start(OFTEN))
                    .hasMessage("Cannot start a schedule: the manager was built on one connection, which its owner"
                            + " uses meanwhile. Build it on a DataSource.");
            assertThatThrownBy(() -> PartitionManager.builder(connection)
                            .hook(new PartitionHook() {})
                            .build())
                    .hasMessage("Cannot use hooks: the connection is lent, and may hold locks in a transaction of its"
                            + " owner while a hook runs. Build the manager on a DataSource.");
        }
    }

    @Test
    void afterCloseNothingIsMade() throws InterruptedException {
        PartitionManager manager = builder().build();
        manager.start(OFTEN);
        nextPass();
        manager.close();
        passes.clear();
        manager.manage(policy().premake(5).build());
        assertThat(passes.poll(200, TimeUnit.MILLISECONDS)).isNull();
        assertThat(events.partitionNames()).hasSize(2);
    }

    /** The hook stands for a step that takes its time: it ends, and the step after it does not begin. */
    @Test
    void closeWaitsForTheStepThatRunsAndBeginsNoOther() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        PartitionManager manager = builder().hook(waiting(asked, goOn)).build();
        manager.start(OFTEN);
        assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
        Thread closing = new Thread(manager::close);
        closing.start();
        closing.join(200);
        assertThat(closing.isAlive()).isTrue();
        goOn.countDown();
        closing.join(30_000);
        assertThat(closing.isAlive()).isFalse();
        assertThat(events.partitionNames()).containsExactly(made("20260328"));
        assertThat(nextPass().report().orElseThrow().findings())
                .extracting(f -> f.message())
                .containsExactly("the pass was ended before its time; the next one goes on");
    }

    @Test
    void closeWaitsNoLongerThanItsTimeout() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        PartitionManager manager = builder()
                .hook(waiting(asked, new CountDownLatch(1)))
                .closeTimeout(Duration.ofMillis(100))
                .build();
        manager.start(OFTEN);
        assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
        long start = System.nanoTime();
        manager.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThat(threads()).isEmpty();
        assertThat(db.queryLong("SELECT count(*) FROM pgpartition.lease")).isZero();
    }

    /** Else each would wait for the other, until one of their deadlines is over. */
    @Test
    void closeByAHookDoesNotWaitForIt() throws InterruptedException {
        CompletableFuture<PartitionManager> manager = new CompletableFuture<>();
        manager.complete(builder()
                .hook(new PartitionHook() {
                    @Override
                    public HookDecision beforeCreate(PartitionEvent event) {
                        manager.join().close();
                        return HookDecision.proceed();
                    }
                })
                .build());
        manager.join().start(OFTEN);
        PassEnd pass = nextPass();
        assertThat(pass.took()).isLessThan(Duration.ofSeconds(20));
        assertThat(events.partitionNames()).containsExactly(made("20260328"));
        await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    private static PartitionHook waiting(CountDownLatch asked, CountDownLatch goOn) {
        return new PartitionHook() {
            @Override
            public HookDecision beforeCreate(PartitionEvent event) throws InterruptedException {
                asked.countDown();
                goOn.await();
                return HookDecision.proceed();
            }
        };
    }

    @Test
    void jmxBeanIsThereWhileTheScheduleRuns() throws InterruptedException, JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName pattern = new ObjectName("io.github.pgpartition:type=PartitionManager,id=*");
        events.manager().manage(policy().premake(2).build());
        PartitionManager manager =
                PartitionManager.builder(db.dataSource()).listener(passes::add).build();
        assertThat(server.queryNames(pattern, null)).isEmpty();
        manager.start(NEVER_AGAIN);
        ObjectName bean = server.queryNames(pattern, null).iterator().next();
        nextPass();
        await().untilAsserted(() ->
                assertThat(server.getAttribute(bean, "PartitionsCreated")).isEqualTo(3L));
        assertThat(server.getAttribute(bean, "Passes")).isEqualTo(1L);
        assertThat(server.getAttribute(bean, "FailedPasses")).isEqualTo(0L);
        assertThat((String) server.getAttribute(bean, "LastPass")).contains("3 created");
        TabularData runway = (TabularData) server.getAttribute(bean, "RunwaySeconds");
        assertThat((Long) runway.get(new Object[] {EVENTS}).get("value"))
                .isBetween(
                        Duration.ofDays(2).toSeconds() - 60, Duration.ofDays(3).toSeconds());
        manager.close();
        assertThat(server.isRegistered(bean)).isFalse();
    }
}
