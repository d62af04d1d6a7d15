package io.github.pgpartition.index;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the listener and the log what happens, on the caller's thread. */
final class BuildTold {

    private static final Logger LOG = LoggerFactory.getLogger(IndexBuilder.class);
    private static final long LISTENER_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LOG_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final IndexBuildListener listener;
    private final List<String> messages = new ArrayList<>();
    private long lastTold = System.nanoTime();
    private long lastLogged = lastTold;

    BuildTold(IndexBuildListener listener) {
        this.listener = listener;
    }

    void message(String text) {
        messages.add(text);
        LOG.info(text);
        listener.message(text);
    }

    void messages(BuildBoard board) {
        @Nullable String message = board.nextMessage();
        while (message != null) {
            message(message);
            message = board.nextMessage();
        }
    }

    void progress(BuildMonitor monitor) {
        long now = System.nanoTime();
        if (now - lastTold >= LISTENER_NANOS) {
            lastTold = now;
            listener.progress(monitor.progress());
        }
        if (now - lastLogged >= LOG_NANOS) {
            lastLogged = now;
            LOG.info("{}", monitor.progress().toText());
        }
    }

    void done(IndexBuildProgress progress) {
        listener.progress(progress);
    }

    List<String> messages() {
        return List.copyOf(messages);
    }
}
