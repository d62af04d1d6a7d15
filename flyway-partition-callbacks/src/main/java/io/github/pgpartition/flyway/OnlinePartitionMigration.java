package io.github.pgpartition.flyway;

/**
 * A Java migration that runs outside transactions, for what must not make readers and writers wait: {@code online()}, {@code concurrently()}.
 *
 * <p>What was done before a failure stays. So put one step into a migration: run again after {@code flyway repair}, it goes on from where it
 * was interrupted. Flyway refuses such a migration in a group with others ({@code group=true}) unless {@code mixed=true}.
 */
public abstract class OnlinePartitionMigration extends JavaPartitionMigration {

    @Override
    public final boolean canExecuteInTransaction() {
        return false;
    }
}
