package io.github.pgpartition.maintenance;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.InheritedProperties;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.model.TableColumn;
import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.policy.Tenant;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
 * @param leftovers        what earlier passes detached and left
 * @param notices        that earlier passes gave of partitions, by their OIDs
 * @param obstacles        read late, where partitions are to go
 * @param tenants          that are registered, by their values
 * @param tenantOrder      of values, where the server had to be asked
 * @param highestKeys      where there are tenants, for keys that count: the highest key of each lane that has rows
 * @param hidingRows       for a key that counts, the tables of which row security may hide rows from this role
 * @param columns          empty where they were not needed
 * @param defaults         what is known of DEFAULT partitions, by their OIDs
 */
public record TableState(
        PartitionedTable table,
        @Nullable KeyPoint highestKeyOrNull,
        int majorVersion,
        Set<Identifier> takenNames,
        @Nullable QualifiedName templateOrNull,
        InheritedProperties properties,
        List<Leftover> leftovers,
        Map<Long, Notice> notices,
        Obstacles obstacles,
        List<Tenant> tenants,
        TenantOrder tenantOrder,
        Map<String, KeyPoint> highestKeys,
        Set<QualifiedName> hidingRows,
        List<TableColumn> columns,
        Map<Long, DefaultFacts> defaults) {

    private static final int DETACHES_CONCURRENTLY = 14;

    public TableState {
        requireNonNull(table, "table");
        requireNonNull(properties, "properties");
        takenNames = Set.copyOf(takenNames);
        leftovers = List.copyOf(leftovers);
        notices = Map.copyOf(notices);
        requireNonNull(obstacles, "obstacles");
        tenants = tenants.stream().sorted(comparing(Tenant::value)).toList();
        requireNonNull(tenantOrder, "tenantOrder");
        highestKeys = Map.copyOf(highestKeys);
        hidingRows = Collections.unmodifiableSet(new LinkedHashSet<>(hidingRows));
        columns = List.copyOf(columns);
        defaults = Map.copyOf(defaults);
    }

    /** With nothing known but the table. */
    public static TableState of(PartitionedTable table) {
        return builder(table).build();
    }

    public static Builder builder(PartitionedTable table) {
        return new Builder(table);
    }

    /** A builder of the same state, to change a part of it. */
    public Builder with() {
        return new Builder(table)
                .highestKey(highestKeyOrNull)
                .majorVersion(majorVersion)
                .takenNames(takenNames)
                .template(templateOrNull)
                .properties(properties)
                .leftovers(leftovers)
                .notices(notices)
                .obstacles(obstacles)
                .tenants(tenants)
                .tenantRanks(tenantOrder.ranks())
                .highestKeys(highestKeys)
                .hidingRows(hidingRows)
                .columns(columns)
                .defaults(defaults);
    }

    /** Of one lane; null where it has no row. */
    @Nullable
    KeyPoint highestKey(String lane) {
        return lane.equals(OneAxis.WHOLE) ? highestKeyOrNull : highestKeys.get(lane);
    }

    /** As if the leftovers were still partitions. */
    TableState withLeftoversPutBack() {
        return with().table(Leftovers.putBack(table, leftovers)).build();
    }

    /** PostgreSQL refuses CONCURRENTLY while there is a DEFAULT partition, and Citus on a table that it distributes. */
    boolean canDetachConcurrently(PartitionedTable parent) {
        return majorVersion >= DETACHES_CONCURRENTLY
                && parent.defaultPartition().isEmpty()
                && !obstacles.distributed();
    }

    /** Collects what is read piece by piece. */
    public static final class Builder {
        private PartitionedTable table;
        private @Nullable KeyPoint highestKey;
        private int majorVersion = DETACHES_CONCURRENTLY;
        private Set<Identifier> takenNames = Set.of();
        private @Nullable QualifiedName template;
        private InheritedProperties properties = InheritedProperties.NONE;
        private List<Leftover> leftovers = List.of();
        private Map<Long, Notice> notices = Map.of();
        private Obstacles obstacles = Obstacles.NONE;
        private List<Tenant> tenants = List.of();
        private Map<String, Integer> tenantRanks = Map.of();
        private Map<String, KeyPoint> highestKeys = Map.of();
        private Set<QualifiedName> hidingRows = Set.of();
        private List<TableColumn> columns = List.of();
        private Map<Long, DefaultFacts> defaults = Map.of();

        private Builder(PartitionedTable table) {
            this.table = table;
        }

        Builder table(PartitionedTable other) {
            table = other;
            return this;
        }

        public Builder highestKey(@Nullable KeyPoint key) {
            highestKey = key;
            return this;
        }

        public Builder majorVersion(int version) {
            majorVersion = version;
            return this;
        }

        public Builder takenNames(Set<Identifier> names) {
            takenNames = names;
            return this;
        }

        public Builder template(@Nullable QualifiedName name) {
            template = name;
            return this;
        }

        public Builder properties(InheritedProperties inherited) {
            properties = inherited;
            return this;
        }

        public Builder leftovers(List<Leftover> all) {
            leftovers = all;
            return this;
        }

        public Builder notices(Map<Long, Notice> byPartition) {
            notices = byPartition;
            return this;
        }

        public Builder obstacles(Obstacles found) {
            obstacles = found;
            return this;
        }

        public Builder tenants(List<Tenant> registered) {
            tenants = registered;
            return this;
        }

        /** Where values of the tenant column stand in its order; two texts of one value have one rank. */
        public Builder tenantRanks(Map<String, Integer> ranks) {
            tenantRanks = ranks;
            return this;
        }

        public Builder highestKeys(Map<String, KeyPoint> byLane) {
            highestKeys = byLane;
            return this;
        }

        public Builder hidingRows(Set<QualifiedName> tables) {
            hidingRows = tables;
            return this;
        }

        public Builder columns(List<TableColumn> all) {
            columns = all;
            return this;
        }

        public Builder defaults(Map<Long, DefaultFacts> facts) {
            defaults = facts;
            return this;
        }

        public TableState build() {
            return new TableState(
                    table,
                    highestKey,
                    majorVersion,
                    takenNames,
                    template,
                    properties,
                    leftovers,
                    notices,
                    obstacles,
                    tenants,
                    new TenantOrder(tenantRanks),
                    highestKeys,
                    hidingRows,
                    columns,
                    defaults);
        }
    }
}
