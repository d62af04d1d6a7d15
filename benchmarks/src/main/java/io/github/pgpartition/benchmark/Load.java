package io.github.pgpartition.benchmark;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;

/** Sessions at work, and one that looks how long they wait for locks. */
final class Load implements AutoCloseable {

    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<LoadSession> sessions = new ArrayList<>();
    private final List<Future<LoadSession.Ran>> running = new ArrayList<>();
    private final Future<LockMonitor.Seen> monitor;

    /** All of them run when this returns, and each has run once, so that the catalog is in its cache. */
    Load(DataSource server, List<String> statements, Duration limit) throws SQLException {
        List<Integer> pids = new ArrayList<>();
        for (String sql : statements) {
            LoadSession session = new LoadSession(server, sql, limit);
            sessions.add(session);
            pids.add(session.pid());
        }
        LockMonitor looking = new LockMonitor(server, pids);
        monitor = threads.submit(() -> looking.run(over));
        for (LoadSession session : sessions) {
            running.add(threads.submit(() -> session.run(over)));
        }
    }

    /** What they did and waited for. */
    record Result(LoadSession.Ran ran, LockMonitor.Seen seen) {

        /** Nobody waited longer: no statement for all of its locks together, and none was ended at the first one that it waited for. */
        boolean isWithin(Duration limit) {
            return ran.cancelled() == 0 && seen.waits().longest().compareTo(limit) <= 0;
        }

        String toText() {
            return String.format(
                    Locale.ROOT,
                    "longest wait %d ms (%s); %d of %d statements seen waiting in %d looks, %d ms apart at most; %d ended by lock_timeout; longest statement %d ms",
                    seen.waits().longest().toMillis(),
                    seen.waits().locks(),
                    seen.waits().count(),
                    ran.statements(),
                    seen.looks(),
                    seen.blindFor().toMillis(),
                    ran.cancelled(),
                    ran.longest().toMillis());
        }
    }

    /** Fails where one of them has failed. */
    Result end() throws Exception {
        over.countDown();
        LoadSession.Ran ran = LoadSession.Ran.NOTHING;
        for (Future<LoadSession.Ran> one : running) {
            ran = ran.plus(one.get());
        }
        return new Result(ran, monitor.get());
    }

    @Override
    public void close() throws SQLException {
        over.countDown();
        threads.shutdown();
        for (LoadSession session : sessions) {
            session.close();
        }
    }
}
