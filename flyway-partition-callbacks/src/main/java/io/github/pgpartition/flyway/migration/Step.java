package io.github.pgpartition.flyway.migration;

/** Something that a migration does. Nothing happens before {@link #execute()}; a step that was begun and not executed is an error. */
public abstract class Step {

    private final MigrationSession session;
    private final String name;

    /** @param name as it is written in the migration, for errors */
    Step(MigrationSession session, String name) {
        this.session = session;
        this.name = name;
        session.begin(this);
    }

    /**
     * Does it, now. No statement waits for a lock longer than {@code flyway.partitions.lockTimeout}; what waited in vain is tried again
     * {@code lockRetries} times.
     *
     * @throws io.github.pgpartition.error.PartitioningException where it cannot be done; in a transaction, what the migration did before is
     *     taken back with it
     */
    public final void execute() {
        session.end(this);
        run(session);
    }

    abstract void run(MigrationSession session);

    final MigrationSession session() {
        return session;
    }

    @Override
    public final String toString() {
        return name;
    }
}
