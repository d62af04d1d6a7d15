package io.github.pgpartition.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CallbackTest {

    /** In some versions it is null while a callback is asked, in others it has no connection. */
    private static final Context USELESS = (Context)
            Proxy.newProxyInstance(Context.class.getClassLoader(), new Class<?>[] {Context.class}, (p, m, a) -> {
                throw new AssertionError("The context was used: " + m.getName());
            });

    private final PartitionMaintenanceCallback callback = new PartitionMaintenanceCallback();

    @Test
    void supportsThreeEventsWithoutALookAtTheContext() {
        assertThat(Arrays.stream(Event.values()).filter(e -> callback.supports(e, USELESS)))
                .containsExactlyInAnyOrder(Event.BEFORE_MIGRATE, Event.AFTER_MIGRATE, Event.AFTER_EACH_MIGRATE);
    }

    /** In a transaction of the callback, CREATE INDEX and DETACH CONCURRENTLY are impossible, also on other connections. */
    @ParameterizedTest
    @EnumSource(
            value = Event.class,
            names = {"BEFORE_MIGRATE", "AFTER_MIGRATE"})
    void isNeverInATransactionOfItsOwn(Event event) {
        assertThat(callback.canHandleInTransaction(event, USELESS)).isFalse();
    }

    /** Flyway sorts by it, and fails before 12.1 where it is null. */
    @Test
    void hasAName() {
        assertThat(callback.getCallbackName()).isEqualTo("partitionMaintenance");
    }
}
