package io.github.pgpartition.hook;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One hook, called on a thread of its own and waited for no longer than its deadline. One that does not come back even when it is
 * interrupted is not called again before it has: its threads would pile up. Thread-safe.
 */
public final class HookCall {

    /** What is done from time to time while a hook runs. */
    public interface Heartbeat<E extends Exception> {
        void beat() throws E;
    }

    private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final PartitionHook hook;
    private final Duration deadline;
    private volatile @Nullable Thread stuck;

    public HookCall(PartitionHook hook, Duration deadline) {
        this.hook = requireNonNull(hook, "hook");
        this.deadline = deadline;
    }

    /** As reports name it. */
    public String name() {
        return hook.getClass().getName();
    }

    public <E extends Exception> HookDecision before(HookMoment moment, PartitionEvent event, Heartbeat<E> heartbeat)
            throws HookFailure, E {
        HookDecision decision = call(() -> moment.before(hook, event), heartbeat);
        if (decision == null) {
            throw new HookFailure("answered null");
        }
        return decision;
    }

    public <E extends Exception> void after(HookMoment moment, PartitionEvent event, Heartbeat<E> heartbeat)
            throws HookFailure, E {
        call(
                () -> {
                    moment.after(hook, event);
                    return true;
                },
                heartbeat);
    }

    /** Whether this code runs in a hook, at any depth, that this thread waits for. */
    public static boolean isWithin(Thread pass) {
        return HookThread.isWithin(pass);
    }

    private <T, E extends Exception> @Nullable T call(Callable<T> work, Heartbeat<E> heartbeat) throws HookFailure, E {
        Thread earlier = stuck;
        if (earlier != null && earlier.isAlive()) {
            throw new HookFailure("has not come back yet from an earlier call that took too long");
        }
        FutureTask<T> task = new FutureTask<>(work);
        HookThread thread = new HookThread(task);
        thread.start();
        boolean ended = false;
        try {
            T answer = await(task, heartbeat);
            ended = true;
            return answer;
        } catch (ExecutionException e) {
            ended = true;
            throw new HookFailure("threw " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HookFailure("was interrupted, as the pass was");
        } finally {
            if (!ended) {
                stuck = thread;
            }
            task.cancel(true);
        }
    }

    private <T, E extends Exception> @Nullable T await(FutureTask<T> task, Heartbeat<E> heartbeat)
            throws ExecutionException, InterruptedException, HookFailure, E {
        long end = System.nanoTime() + deadline.toNanos();
        for (long left = deadline.toNanos(); left > 0; left = end - System.nanoTime()) {
            try {
                return task.get(Math.min(left, BEAT_NANOS), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                heartbeat.beat();
            }
        }
        throw new HookFailure("did not come back within " + deadline.toMillis() + " ms, and was interrupted");
    }
}
