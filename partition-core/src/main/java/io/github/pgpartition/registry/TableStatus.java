package io.github.pgpartition.registry;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.QualifiedName;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a managed table stands, as view {@code pgpartition.status} has it.
 *
 * @param reason          why the verdict is not OK; empty where it is
 * @param partitions      that hold keys of their own, without DEFAULT
 * @param runwayEnds      from when on rows have no partition; absent for a key that counts, and where there is no end
 * @param gaps            between partitions
 * @param rowsInDefault   estimated
 * @param detachPending   detaches that were interrupted: the rows of their partitions are hidden
 */
public record TableStatus(
        QualifiedName table,
        Verdict verdict,
        String reason,
        long partitions,
        @Nullable Instant runwayEnds,
        long gaps,
        long rowsInDefault,
        long detachPending,
        @Nullable Instant lastPass,
        @Nullable Instant lastSuccess) {

    /** In the words of monitoring tools. */
    public enum Verdict {
        OK,
        WARN,
        CRIT
    }

    public TableStatus {
        requireNonNull(table, "table");
        requireNonNull(verdict, "verdict");
        requireNonNull(reason, "reason");
    }

    public Optional<Instant> runwayEndsAt() {
        return Optional.ofNullable(runwayEnds);
    }

    public Optional<Instant> lastPassAt() {
        return Optional.ofNullable(lastPass);
    }

    public Optional<Instant> lastSuccessAt() {
        return Optional.ofNullable(lastSuccess);
    }
}
