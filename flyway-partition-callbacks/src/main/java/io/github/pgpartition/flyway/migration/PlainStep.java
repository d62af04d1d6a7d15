package io.github.pgpartition.flyway.migration;

import java.util.function.Consumer;

/** A step with nothing to choose. */
final class PlainStep extends Step {

    private final Consumer<MigrationSession> work;

    private PlainStep(MigrationSession session, String name, Consumer<MigrationSession> work) {
        super(session, name);
        this.work = work;
    }

    static Step of(MigrationSession session, String name, Consumer<MigrationSession> work) {
        return new PlainStep(session, name, work);
    }

    @Override
    void run(MigrationSession session) {
        work.accept(session);
    }
}
