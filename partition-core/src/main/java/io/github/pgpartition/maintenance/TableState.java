package io.github.pgpartition.maintenance;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.InheritedProperties;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a plan is made from, read in one moment.
 *
 * @param highestKeyOrNull for a key that counts, the highest one in the table; null where it has no row
 * @param majorVersion     of the server: 14 and later detach concurrently
 * @param takenNames       names in the table's schema that other relations have
 * @param templateOrNull   whose keys, constraints and indexes new partitions take
 * @param properties       what else new partitions are given; read late, where one is to be created
 */
public record TableState(
        PartitionedTable table,
        @Nullable KeyPoint highestKeyOrNull,
        int majorVersion,
        Set<Identifier> takenNames,
        @Nullable QualifiedName templateOrNull,
        InheritedProperties properties) {

    private static final int DETACHES_CONCURRENTLY = 14;

    public TableState {
        requireNonNull(table, "table");
        requireNonNull(properties, "properties");
        takenNames = Set.copyOf(takenNames);
    }

    public TableState(
            PartitionedTable table, @Nullable KeyPoint highestKeyOrNull, int majorVersion, Set<Identifier> takenNames) {
        this(table, highestKeyOrNull, majorVersion, takenNames, null, InheritedProperties.NONE);
    }

    public static TableState of(PartitionedTable table) {
        return new TableState(table, null, DETACHES_CONCURRENTLY, Set.of());
    }

    public TableState withTakenNames(Set<Identifier> names) {
        return new TableState(table, highestKeyOrNull, majorVersion, names, templateOrNull, properties);
    }

    public TableState withTemplate(@Nullable QualifiedName template) {
        return new TableState(table, highestKeyOrNull, majorVersion, takenNames, template, properties);
    }

    public TableState withProperties(InheritedProperties inherited) {
        return new TableState(table, highestKeyOrNull, majorVersion, takenNames, templateOrNull, inherited);
    }

    public TableState withHighestKey(@Nullable KeyPoint highest) {
        return new TableState(table, highest, majorVersion, takenNames, templateOrNull, properties);
    }

    /** PostgreSQL refuses CONCURRENTLY while there is a DEFAULT partition. */
    boolean canDetachConcurrently() {
        return majorVersion >= DETACHES_CONCURRENTLY && table.defaultPartition().isEmpty();
    }
}
