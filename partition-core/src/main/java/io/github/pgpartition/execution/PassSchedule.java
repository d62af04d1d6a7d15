package io.github.pgpartition.execution;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.hook.HookCall;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs something at once and then again and again, on a daemon thread, with pauses of the interval and up to a tenth more or less, so that nodes
 * that were started together do not stay together. Whatever is thrown is logged, and the next run comes in its time.
 */
public final class PassSchedule implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PassSchedule.class);
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final double JITTER = 0.1;
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Duration interval;
    private final Consumer<BooleanSupplier> pass;
    private final Duration patience;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;

    /**
     * @param pass     is told whom to ask whether to stop between two steps
     * @param patience how long {@link #close} waits for the step that runs
     */
    public PassSchedule(Duration interval, Duration patience, Consumer<BooleanSupplier> pass) {
        this.interval = requireNonNull(interval, "interval");
        this.patience = patience;
        this.pass = pass;
        if (interval.toMillis() < 1 || interval.compareTo(LONGEST) > 0) {
            throw new PartitioningException(
                    "Cannot run a pass every " + interval,
                    "it is not between 1 ms and 365 days",
                    "Give a fraction of the shortest interval of your policies, such as 10 minutes");
        }
        thread = new Thread(this::run, "pgpartition-maintenance-" + NUMBERS.incrementAndGet());
        thread.setDaemon(true);
    }

    public PassSchedule start() {
        thread.start();
        return this;
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    private void run() {
        try {
            do {
                once();
            } while (!stopped.await(pauseNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            LOG.debug("Interrupted: the schedule ends");
        }
    }

    @SuppressWarnings("CatchingUnchecked") // An Error of one pass must not end all that would follow, either.
    private void once() throws InterruptedException {
        try {
            pass.accept(this::isStopped);
        } catch (Throwable e) {
            LOG.error("A maintenance pass could not run; the next one comes in {}", interval, e);
        }
        if (Thread.interrupted() && isStopped()) {
            throw new InterruptedException();
        }
    }

    private long pauseNanos() {
        double factor = 1 + ThreadLocalRandom.current().nextDouble(-JITTER, JITTER);
        return (long) (interval.toNanos() * factor);
    }

    /**
     * No pass begins any more; one that runs ends with the step that it is at, which is waited for as long as patience has it and then
     * interrupted: its pauses and its hooks end, a statement that runs is left to the server. Called from within that step, by a hook of it,
     * it does not wait.
     */
    @Override
    public void close() {
        stopped.countDown();
        if (Thread.currentThread() == thread || HookCall.isWithin(thread)) {
            return;
        }
        try {
            thread.join(patience.toMillis());
            if (thread.isAlive()) {
                LOG.warn("The step that runs has not ended within {}; it is interrupted", patience);
                thread.interrupt();
                thread.join(TimeUnit.SECONDS.toMillis(1));
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
