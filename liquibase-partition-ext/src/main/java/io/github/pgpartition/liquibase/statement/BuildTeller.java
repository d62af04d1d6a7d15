package io.github.pgpartition.liquibase.statement;

import io.github.pgpartition.index.IndexBuildListener;
import io.github.pgpartition.index.IndexBuildProgress;
import io.github.pgpartition.sql.Identifier;
import java.util.concurrent.TimeUnit;
import liquibase.Scope;

/** Tells people and the log, by Liquibase's ways, what a build does. */
final class BuildTeller implements IndexBuildListener {

    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Identifier index;
    private long lastTold = System.nanoTime();

    BuildTeller(Identifier index) {
        this.index = index;
    }

    @Override
    public void message(String text) {
        String line = "Index " + index.sql() + ": " + text;
        Scope.getCurrentScope().getUI().sendMessage(line);
        Scope.getCurrentScope().getLog(BuildTeller.class).info(line);
    }

    /** Every few seconds, and at the end. */
    @Override
    public void progress(IndexBuildProgress progress) {
        long now = System.nanoTime();
        if (progress.isOver() || now - lastTold >= PAUSE_NANOS) {
            lastTold = now;
            message(progress.toText());
        }
    }
}
