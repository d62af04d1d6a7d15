package io.github.pgpartition.index;

import io.github.pgpartition.sql.QualifiedName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a build is.
 *
 * @param done          partitions that are ready, or were left out
 * @param all           partitions that there was something to do for
 * @param rowsPerSecond empty until something is known
 * @param remaining     estimated from the sizes of the tables; empty until something is known
 */
public record IndexBuildProgress(
        int done, int all, List<Current> current, OptionalLong rowsPerSecond, Optional<Duration> remaining) {

    /**
     * A partition that is worked on.
     *
     * @param phase   as {@code pg_stat_progress_create_index} names it, with the pid that it waits for; empty where it is not known
     * @param percent of the phase; 0 where it cannot be counted
     */
    public record Current(QualifiedName partition, String phase, int percent) {

        @Override
        public String toString() {
            return partition.sql() + (phase.isEmpty() ? "" : " " + phase + " " + percent + " %");
        }
    }

    public IndexBuildProgress {
        current = List.copyOf(current);
    }

    /** Whether nothing is left to do. */
    public boolean isOver() {
        return done == all && current.isEmpty();
    }

    /** One line: {@code 12 of 200 partitions; "app"."e3" building index: scanning table 40 %; 120000 rows/s; about 3 min 10 s left}. */
    public String toText() {
        StringBuilder text = new StringBuilder(done + " of " + all + " partitions");
        current.forEach(c -> text.append("; ").append(c));
        rowsPerSecond.ifPresent(r -> text.append("; ").append(r).append(" rows/s"));
        remaining
                .filter(r -> !r.isZero())
                .ifPresent(r -> text.append("; about ").append(words(r)).append(" left"));
        return text.toString();
    }

    private static String words(Duration duration) {
        long minutes = duration.toMinutes();
        return minutes == 0
                ? duration.toSeconds() + " s"
                : minutes < 60
                        ? minutes + " min " + duration.toSecondsPart() + " s"
                        : duration.toHours() + " h " + duration.toMinutesPart() + " min";
    }
}
