package io.github.pgpartition.execution;

import java.util.concurrent.ThreadLocalRandom;

/** Pauses between attempts that grow and differ, so that two who collided do not meet again. */
final class Backoff {

    private static final long FIRST_MILLIS = 20;
    private static final long LONGEST_MILLIS = 1_000;

    private Backoff() {}

    /** Waits before the attempt after this one. An interrupt ends the wait and stays set. */
    static boolean pause(int attempt) {
        long ceiling = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(attempt, 10));
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(ceiling / 2, ceiling + 1));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
