package io.github.pgpartition.hook;

/** The thread of one call of a hook. It knows the pass that waits for it, which may itself run in a hook. */
final class HookThread extends Thread {

    private final Thread waiting = Thread.currentThread();

    HookThread(Runnable call) {
        super(call, "pgpartition-hook");
        setDaemon(true);
    }

    static boolean isWithin(Thread pass) {
        Thread thread = Thread.currentThread();
        while (thread instanceof HookThread hook) {
            if (hook.waiting == pass) {
                return true;
            }
            thread = hook.waiting;
        }
        return false;
    }
}
