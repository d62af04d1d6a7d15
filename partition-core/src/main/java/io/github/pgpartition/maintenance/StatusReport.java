package io.github.pgpartition.maintenance;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.registry.TableStatus;
import io.github.pgpartition.registry.TableStatus.Verdict;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** How managed tables stand, to be printed. */
public record StatusReport(Instant now, List<TableStatus> tables) {

    public StatusReport {
        requireNonNull(now, "now");
        tables = List.copyOf(tables);
    }

    /** The worst verdict of all tables; OK where there is none. */
    public Verdict worst() {
        return tables.stream()
                .map(TableStatus::verdict)
                .max(Comparator.naturalOrder())
                .orElse(Verdict.OK);
    }

    /** A table for people: a line for each managed table. */
    public String toText() {
        return StatusText.text(this);
    }

    /** The same for programs. A time that there is not is left out. */
    public String toJson() {
        return StatusText.json(this);
    }
}
