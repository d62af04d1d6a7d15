package io.github.pgpartition.maintenance;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.model.Drift;
import io.github.pgpartition.operation.ApplyProperties;
import io.github.pgpartition.sql.QualifiedName;

/** Partitions that lack what a new one would get, as a finding: which, what, and the SQL that gives it to the first of them. */
public final class DriftFinding {

    private DriftFinding() {}

    public static Finding of(QualifiedName table, Drift drift) {
        int more = drift.partitions() - drift.first().size();
        String lacking = drift.first().entrySet().stream()
                .map(p -> p.getKey().sql() + " (" + p.getValue().inWords() + ")")
                .collect(joining(", "));
        String repair = drift.first().entrySet().stream()
                .map(p -> new ApplyProperties(p.getKey(), p.getValue()).sql())
                .collect(joining(" "))
                .replace("\n", " ");
        return new Finding(
                table,
                drift.partitions() + (drift.partitions() == 1 ? " partition lacks" : " partitions lack")
                        + " what a new one would get: " + lacking + (more > 0 ? " and " + more + " more" : "")
                        + ". To give it to "
                        + (more > 0 ? "the first of them: " : drift.partitions() == 1 ? "it: " : "them: ") + repair);
    }
}
