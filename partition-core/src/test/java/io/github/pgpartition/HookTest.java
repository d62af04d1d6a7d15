package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.made;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.pgpartition.hook.HookDecision;
import io.github.pgpartition.hook.PartitionEvent;
import io.github.pgpartition.hook.PartitionHook;
import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HookTest {

    private static final String HERE = HookTest.class.getName() + "$";

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void table() {
        events.reset();
    }

    private QualifiedName oldDay() {
        events.manager().manage(policy().retention("2 days").build());
        return events.day("2026-03-25");
    }

    private MaintenanceReport pass(PartitionHook hook) {
        return events.builder().hook(hook).build().maintain();
    }

    /** Answers one question, and has an answer for the rest. */
    private static class Asked implements PartitionHook {

        final List<String> calls = new ArrayList<>();
        final List<PartitionEvent> told = new ArrayList<>();

        HookDecision called(String what, PartitionEvent event) throws Exception {
            calls.add(what + " " + event.partition().name().value());
            told.add(event);
            return HookDecision.proceed();
        }

        @Override
        public HookDecision beforeCreate(PartitionEvent event) throws Exception {
            return called("before create", event);
        }

        @Override
        public void afterCreate(PartitionEvent event) throws Exception {
            called("after create", event);
        }

        @Override
        public HookDecision beforeDetach(PartitionEvent event) throws Exception {
            return called("before detach", event);
        }

        @Override
        public void afterDetach(PartitionEvent event) throws Exception {
            called("after detach", event);
        }

        @Override
        public HookDecision beforeDrop(PartitionEvent event) throws Exception {
            return called("before drop", event);
        }

        @Override
        public void afterDrop(PartitionEvent event) throws Exception {
            called("after drop", event);
        }
    }

    @Test
    void isAskedBeforeAndToldAfterEachStep() {
        QualifiedName old = oldDay();
        db.execute("ANALYZE " + EVENTS);
        Asked hook = new Asked();
        MaintenanceReport report = pass(hook);
        assertThat(report.findings()).isEmpty();
        assertThat(hook.calls)
                .containsExactly(
                        "before create Events_p20260328",
                        "after create Events_p20260328",
                        "before create Events_p20260329",
                        "after create Events_p20260329",
                        "before detach Events_2026-03-25",
                        "after detach Events_2026-03-25",
                        "before drop Events_2026-03-25",
                        "after drop Events_2026-03-25");
        PartitionEvent dropped = hook.told.get(6);
        assertThat(dropped.table()).isEqualTo(QualifiedName.parse(EVENTS));
        assertThat(dropped.parent()).isEqualTo(QualifiedName.parse(EVENTS));
        assertThat(dropped.partition()).isEqualTo(old);
        assertThat(dropped.tenant()).isEmpty();
        assertThat(dropped.bounds().sql())
                .isEqualTo("FOR VALUES FROM ('2026-03-25 00:00:00+00') TO ('2026-03-26 00:00:00+00')");
        assertThat(dropped.estimatedRows()).isEqualTo(1);
        assertThat(dropped.bytes()).isBetween(16_384L, 100_000L);
        assertThat(dropped.reason())
                .isEqualTo("its upper bound '2026-03-26 00:00:00+00' is at or before the cutoff '2026-03-26"
                        + " 12:00:00+00' (retention 2 days)");
    }

    @Test
    void isToldWhoseRowsItsTenantTakes() {
        db.execute(
                "CREATE TABLE \"App data\".\"T\" (tenant text NOT NULL, at date NOT NULL) PARTITION BY LIST (tenant)");
        PartitionManager plain = events.manager();
        plain.manage(PartitionPolicy.of("\"App data\".\"T\"", "1 day")
                .premake(1)
                .tenantColumn("tenant")
                .build());
        Asked hook = new Asked();
        events.builder().hook(hook).build().addTenant("\"App data\".\"T\"", "acme");
        assertThat(hook.told).isNotEmpty().allMatch(e -> e.tenant().equals(Optional.of("acme")));
        plain.addTenant("\"App data\".\"T\"", "other");
        plain.manage(PartitionPolicy.of("\"App data\".\"T\"", "1 day")
                .premake(2)
                .tenantColumn("tenant")
                .build());
        Asked later = new Asked();
        pass(later);
        assertThat(later.told)
                .extracting(e -> e.parent().name().value() + " " + e.tenantOrNull())
                .contains("T_acme acme", "T_other other");
    }

    private static final class Veto extends Asked {
        @Override
        HookDecision called(String what, PartitionEvent event) {
            return what.equals("before detach") ? HookDecision.veto("an audit needs it") : HookDecision.proceed();
        }
    }

    @Test
    void vetoKeepsThePartitionAndIsReported() {
        QualifiedName old = oldDay();
        MaintenanceReport report = pass(new Veto());
        assertThat(report.succeeded()).isTrue();
        assertThat(report.findings())
                .containsExactly(new Finding(
                        QualifiedName.parse(EVENTS),
                        "partition " + old.sql() + " is kept, as hook " + HERE
                                + "Veto says: an audit needs it; the next pass asks again"));
        assertThat(events.partitionNames()).contains(old);
        assertThat(events.manager().maintain().dropped()).containsExactly(old);
    }

    private static final class PutOff extends Asked {
        @Override
        HookDecision called(String what, PartitionEvent event) {
            return what.equals("before drop") ? HookDecision.postpone("the export runs") : HookDecision.proceed();
        }
    }

    @Test
    void whatIsPutOffIsDeferredAndDoneByALaterPass() {
        QualifiedName old = oldDay();
        MaintenanceReport report = pass(new PutOff());
        assertThat(report.succeeded()).isTrue();
        assertThat(report.findings()).isEmpty();
        assertThat(report.deferred())
                .extracting(r -> r.message())
                .containsExactly("hook " + HERE + "PutOff has put partition " + old.sql()
                        + " off: the export runs; the next pass asks again");
        assertThat(report.detached()).containsExactly(old);
        assertThat(events.exists(old)).isTrue();
        assertThat(pass(new PutOff()).deferred()).hasSize(1);
        assertThat(events.manager().maintain().dropped()).containsExactly(old);
    }

    private static final class Throwing extends Asked {
        private final String at;

        Throwing(String at) {
            this.at = at;
        }

        @Override
        HookDecision called(String what, PartitionEvent event) throws IOException {
            if (what.equals(at)) {
                throw new IOException("disk full");
            }
            return HookDecision.proceed();
        }
    }

    @Test
    void retentionWaitsForAHookThatThrows() {
        QualifiedName old = oldDay();
        QualifiedName other = events.day("2026-03-24");
        MaintenanceReport report = pass(new Throwing("before drop"));
        assertThat(report.findings()).extracting(Finding::message).containsExactlyInAnyOrder(kept(old), kept(other));
        assertThat(report.detached()).containsExactly(other, old);
        assertThat(events.exists(old)).isTrue();
    }

    private static String kept(QualifiedName partition) {
        return "partition " + partition.sql() + " is kept, as hook " + HERE
                + "Throwing threw java.io.IOException: disk full; the next pass asks again";
    }

    @Test
    void dropWaitsWhereAHookThrowsAfterTheDetach() {
        QualifiedName old = oldDay();
        MaintenanceReport report = pass(new Throwing("after detach"));
        assertThat(report.detached()).containsExactly(old);
        assertThat(report.dropped()).isEmpty();
        assertThat(report.findings())
                .extracting(Finding::message)
                .containsExactly("hook " + HERE + "Throwing threw java.io.IOException: disk full after what was done to"
                        + " partition " + old.sql());
        assertThat(events.manager().maintain().dropped()).containsExactly(old);
    }

    @Test
    void partitionIsMadeThoughAHookThrows() {
        events.manager().manage(policy().build());
        MaintenanceReport report = pass(new Throwing("before create"));
        assertThat(report.created()).containsExactly(made("20260328"), made("20260329"));
        assertThat(report.findings())
                .extracting(Finding::message)
                .contains("partition " + made("20260328").sql() + " is made all the same, though hook " + HERE
                        + "Throwing threw java.io.IOException: disk full");
    }

    @Test
    void hookThatHangsHasADeadlineAndIsNotCalledAgainMeanwhile() {
        QualifiedName old = oldDay();
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        PartitionHook hanging = new PartitionHook() {
            @Override
            public HookDecision beforeDetach(PartitionEvent event) {
                while (released.getCount() > 0) {
                    Thread.onSpinWait();
                }
                ended.countDown();
                return HookDecision.proceed();
            }
        };
        PartitionManager manager = events.builder()
                .hook(hanging)
                .hookTimeout(Duration.ofMillis(200))
                .build();
        assertThat(manager.maintain().findings())
                .extracting(Finding::message)
                .containsExactly("partition " + old.sql() + " is kept, as hook "
                        + hanging.getClass().getName()
                        + " did not come back within 200 ms, and was interrupted; the next pass asks again");
        assertThat(manager.maintain().findings())
                .extracting(Finding::message)
                .containsExactly("partition " + old.sql() + " is kept, as hook "
                        + hanging.getClass().getName()
                        + " has not come back yet from an earlier call that took too long; the next pass asks again");
        assertThat(events.partitionNames()).contains(old, made("20260328"), made("20260329"));
        released.countDown();
        await().until(() -> ended.getCount() == 0);
        await().untilAsserted(() -> assertThat(manager.maintain().dropped()).containsExactly(old));
    }

    @Test
    void hookThatDoesNotEndWithItsPassIsNotCalledAgainEither() throws InterruptedException {
        oldDay();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        PartitionHook hanging = new PartitionHook() {
            @Override
            public HookDecision beforeDetach(PartitionEvent event) {
                asked.countDown();
                while (released.getCount() > 0) {
                    Thread.onSpinWait();
                }
                return HookDecision.proceed();
            }
        };
        PartitionManager manager = events.builder().hook(hanging).build();
        Thread pass = new Thread(manager::maintain);
        pass.start();
        asked.await();
        pass.interrupt();
        pass.join();
        assertThat(manager.maintain().findings())
                .extracting(Finding::message)
                .singleElement()
                .asString()
                .contains("has not come back yet from an earlier call that took too long");
        released.countDown();
    }

    @Test
    void whatAHookIsToldOfIsInTablesThatRememberTheirPartitions() {
        events.manager().manage(policy().build());
        List<String> seen = new ArrayList<>();
        CompletableFuture<PartitionedTable> table = new CompletableFuture<>();
        PartitionManager manager = events.builder()
                .hook(new PartitionHook() {
                    @Override
                    public void afterCreate(PartitionEvent event) {
                        seen.add(table.join().in(event.partition().sql()));
                    }
                })
                .build();
        table.complete(manager.table(EVENTS).cached(Duration.ofHours(1)));
        assertThat(table.join().partitions(true)).isEmpty();
        assertThat(manager.maintain().findings()).isEmpty();
        assertThat(seen)
                .containsExactly(made("20260328").sql(), made("20260329").sql());
    }

    /** Whoever gives up a table, be it a hook, wants nothing more to be taken from it. */
    @Test
    void nothingIsTakenFromATableThatIsNotManagedAnyMore() {
        QualifiedName old = oldDay();
        QualifiedName other = events.day("2026-03-24");
        Asked givingUp = new Asked() {
            @Override
            HookDecision called(String what, PartitionEvent event) throws Exception {
                if (what.equals("before detach")) {
                    events.manager().unmanage(EVENTS);
                }
                return super.called(what, event);
            }
        };
        MaintenanceReport report = pass(givingUp);
        assertThat(report.detached()).isEmpty();
        assertThat(report.findings())
                .extracting(Finding::message)
                .first()
                .asString()
                .contains("the table is not managed any more");
        assertThat(events.partitionNames()).contains(old, other);
    }

    /** Of anybody in this database, seen from a connection of its own. */
    @Test
    void noLockIsHeldAndNoTransactionIsOpenWhileAHookRuns() {
        oldDay();
        List<String> held = new ArrayList<>();
        Asked looking = new Asked() {
            @Override
            HookDecision called(String what, PartitionEvent event) throws Exception {
                held.addAll(db.queryStrings("SELECT l.locktype || ' ' || l.mode || ' ' || a.query FROM pg_locks l JOIN"
                        + " pg_stat_activity a USING (pid) WHERE a.datname = current_database() AND pid <>"
                        + " pg_backend_pid() AND a.backend_type = 'client backend'"));
                held.addAll(db.queryStrings("SELECT state FROM pg_stat_activity WHERE datname = current_database()"
                        + " AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle'"));
                return super.called(what, event);
            }
        };
        assertThat(pass(looking).dropped()).hasSize(1);
        assertThat(looking.calls).hasSize(8);
        assertThat(held).isEmpty();
    }
}
