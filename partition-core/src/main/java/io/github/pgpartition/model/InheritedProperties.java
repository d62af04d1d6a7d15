package io.github.pgpartition.model;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.Identifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a new partition is given beside what {@code LIKE} copies and ATTACH brings; or what a partition lacks of it. Only what is not the
 * default is here: a table without any of it has {@link #NONE}.
 *
 * @param owner             null where whoever creates it owns it
 * @param placement         a tablespace that a creation names itself comes before its
 * @param storageParameters by name, those of the TOAST table as {@code toast.…}; only for a partition that holds rows itself
 * @param columns           what is set on columns
 * @param replicaIdentity   null for the primary key
 * @param shortfalls        for people: what it should have and the role that runs this may not give it
 */
public record InheritedProperties(
        @Nullable Identifier owner,
        List<Grant> grants,
        Placement placement,
        Map<String, String> storageParameters,
        List<ColumnProperties> columns,
        List<Statistics> statistics,
        @Nullable ReplicaIdentity replicaIdentity,
        RowSecurity rowSecurity,
        @Nullable String comment,
        List<Publication> publications,
        List<String> shortfalls) {

    public static final InheritedProperties NONE = new Builder().build();

    public InheritedProperties {
        grants = List.copyOf(grants);
        requireNonNull(placement, "placement");
        storageParameters = Collections.unmodifiableMap(new TreeMap<>(storageParameters));
        columns = List.copyOf(columns);
        statistics = List.copyOf(statistics);
        requireNonNull(rowSecurity, "rowSecurity");
        publications = List.copyOf(publications);
        shortfalls = List.copyOf(shortfalls);
    }

    /**
     * Extended statistics.
     *
     * @param name    of the parent's; the partition's has its own name and this one's in it
     * @param kinds   {@code ndistinct}, {@code dependencies}, {@code mcv}; empty for those of one expression
     * @param columns columns and expressions as the server prints them
     * @param target  null for that of the columns
     */
    public record Statistics(
            Identifier name,
            List<String> kinds,
            String columns,
            @Nullable Integer target) {

        public Statistics {
            requireNonNull(name, "name");
            kinds = List.copyOf(kinds);
            requireNonNull(columns, "columns");
        }
    }

    /**
     * A publication that has partitions of the table one by one. Where it has the table, it has its partitions without being told.
     *
     * @param columns empty for all
     */
    public record Publication(Identifier name, List<Identifier> columns) {

        public Publication {
            requireNonNull(name, "name");
            columns = List.copyOf(columns);
        }
    }

    /** What of it a partition can have that is partitioned itself. */
    public InheritedProperties ofPartitionedTable() {
        return new InheritedProperties(
                owner,
                grants,
                placement.ofPartitionedTable(),
                Map.of(),
                columns,
                statistics,
                replicaIdentity,
                rowSecurity,
                comment,
                List.of(),
                shortfalls);
    }

    /** In words: {@code owner, grants, row security}. */
    public String inWords() {
        List<String> words = new ArrayList<>();
        add(words, "owner", owner != null);
        add(words, "grants", !grants.isEmpty());
        add(words, "placement", !placement.equals(Placement.DEFAULT));
        add(words, "storage parameters", !storageParameters.isEmpty());
        add(words, "column settings", !columns.isEmpty());
        add(words, "extended statistics", !statistics.isEmpty());
        add(words, "replica identity", replicaIdentity != null);
        add(words, "row security", !rowSecurity.equals(RowSecurity.NONE));
        add(words, "comment", comment != null);
        add(words, "publications", !publications.isEmpty());
        return String.join(", ", words);
    }

    private static void add(List<String> words, String word, boolean there) {
        if (there) {
            words.add(word);
        }
    }

    /** Collects them one by one, as they come from the catalog. */
    public static final class Builder {
        private @Nullable Identifier owner;
        private Placement placement = Placement.DEFAULT;
        private @Nullable ReplicaIdentity replicaIdentity;
        private RowSecurity rowSecurity = RowSecurity.NONE;
        private @Nullable String comment;
        private final List<Grant> grants = new ArrayList<>();
        private final Map<String, String> storageParameters = new TreeMap<>();
        private final List<ColumnProperties> columns = new ArrayList<>();
        private final List<Statistics> statistics = new ArrayList<>();
        private final List<Publication> publications = new ArrayList<>();
        private final List<String> shortfalls = new ArrayList<>();

        public Builder owner(Identifier role) {
            owner = role;
            return this;
        }

        public Builder grant(Grant grant) {
            grants.add(grant);
            return this;
        }

        public Builder tablespace(Identifier tablespace) {
            placement = new Placement(tablespace, placement.accessMethod(), placement.unlogged());
            return this;
        }

        public Builder accessMethod(Identifier method) {
            placement = new Placement(placement.tablespace(), method, placement.unlogged());
            return this;
        }

        public Builder unlogged() {
            placement = new Placement(placement.tablespace(), placement.accessMethod(), true);
            return this;
        }

        /** In place of one of the same name. */
        public Builder storageParameter(String name, String value) {
            storageParameters.put(name, value);
            return this;
        }

        public Builder column(ColumnProperties column) {
            columns.add(column);
            return this;
        }

        public Builder statistics(Statistics one) {
            statistics.add(one);
            return this;
        }

        public Builder replicaIdentity(ReplicaIdentity identity) {
            replicaIdentity = identity;
            return this;
        }

        /** Leaves its policies as they are. */
        public Builder rowSecurity(boolean enabled, boolean forced) {
            rowSecurity = new RowSecurity(enabled, forced, rowSecurity.policies());
            return this;
        }

        public Builder policy(RowSecurity.Policy policy) {
            rowSecurity = new RowSecurity(
                    rowSecurity.enabled(),
                    rowSecurity.forced(),
                    Stream.concat(rowSecurity.policies().stream(), Stream.of(policy))
                            .toList());
            return this;
        }

        public Builder comment(String text) {
            comment = text;
            return this;
        }

        public Builder publication(Publication publication) {
            publications.add(publication);
            return this;
        }

        public Builder shortfall(String text) {
            shortfalls.add(text);
            return this;
        }

        public InheritedProperties build() {
            return new InheritedProperties(
                    owner,
                    grants,
                    placement,
                    storageParameters,
                    columns,
                    statistics,
                    replicaIdentity,
                    rowSecurity,
                    comment,
                    publications,
                    shortfalls);
        }
    }
}
