package io.github.pgpartition.model;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.Identifier;

/** What tells the old row in logical replication, where it is not the primary key. */
public sealed interface ReplicaIdentity {

    /** The whole row. */
    record Full() implements ReplicaIdentity {}

    /** Nothing: updates and deletes of a published table are refused. */
    record Nothing() implements ReplicaIdentity {}

    /** An index that the table has. */
    record Index(Identifier name) implements ReplicaIdentity {
        public Index {
            requireNonNull(name, "name");
        }
    }

    /**
     * An index that the table gets for it. ATTACH finds it and ties it to the one of the parent; one that ATTACH made would have a name
     * that nobody knows before.
     *
     * @param definition as the server prints the parent's: {@code PRIMARY KEY ("Id", "At")} or {@code USING btree ("Id", "At")}
     */
    record NewIndex(boolean constraint, String definition) implements ReplicaIdentity {
        public NewIndex {
            requireNonNull(definition, "definition");
        }
    }
}
