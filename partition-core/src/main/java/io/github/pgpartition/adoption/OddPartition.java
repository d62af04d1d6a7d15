package io.github.pgpartition.adoption;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.QualifiedName;

/** A partition that is taken over as it is, and is unlike those that the policy makes. */
public record OddPartition(QualifiedName partition, String reason) {

    public OddPartition {
        requireNonNull(partition, "partition");
        requireNonNull(reason, "reason");
    }
}
