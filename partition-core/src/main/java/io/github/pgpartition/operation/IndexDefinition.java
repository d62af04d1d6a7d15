package io.github.pgpartition.operation;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.SqlLiteral;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An index as {@code CREATE INDEX} describes it, whatever table it is made on.
 *
 * @param name              of the index on the partitioned table; those on partitions are derived from it
 * @param methodOrNull      the access method; null for the server's default, btree
 * @param include           columns that are in the index but not part of its key
 * @param nullsNotDistinct  PostgreSQL 15: a unique index lets one NULL in
 * @param storageParameters {@code fillfactor} and the like, in the order in which they were given
 * @param whereOrNull       the predicate of a partial index, SQL taken as it stands
 */
public record IndexDefinition(
        Identifier name,
        boolean unique,
        @Nullable Identifier methodOrNull,
        List<IndexColumn> columns,
        List<Identifier> include,
        boolean nullsNotDistinct,
        Map<Identifier, String> storageParameters,
        @Nullable Identifier tablespaceOrNull,
        @Nullable String whereOrNull) {

    public IndexDefinition {
        requireNonNull(name, "name");
        columns = List.copyOf(columns);
        include = List.copyOf(include);
        storageParameters = Collections.unmodifiableMap(new LinkedHashMap<>(storageParameters));
        if (columns.isEmpty()) {
            throw refused(name, "it has no column", "Name at least one");
        }
        if (nullsNotDistinct && !unique) {
            throw refused(name, "NULLS NOT DISTINCT means something for a unique index only", "Make it unique");
        }
        if (whereOrNull != null && whereOrNull.isBlank()) {
            throw refused(name, "its predicate is empty", "Leave it out for an index on all rows");
        }
    }

    /** @param name as PostgreSQL stores it: case kept, no quotes */
    public static Builder builder(String name) {
        return new Builder(Identifier.of(name));
    }

    private static PartitioningException refused(Identifier name, String why, String next) {
        return new PartitioningException("Cannot define index " + name.sql(), why, next);
    }

    String sql() {
        return (methodOrNull == null ? "" : "USING " + methodOrNull.sql() + " ")
                + columns.stream().map(IndexColumn::sql).collect(joining(", ", "(", ")"))
                + (include.isEmpty()
                        ? ""
                        : include.stream().map(Identifier::sql).collect(joining(", ", " INCLUDE (", ")")))
                + (nullsNotDistinct ? " NULLS NOT DISTINCT" : "")
                + parameters()
                + Tablespace.clause(tablespaceOrNull)
                + (whereOrNull == null ? "" : " WHERE " + whereOrNull);
    }

    private String parameters() {
        return storageParameters.isEmpty()
                ? ""
                : storageParameters.entrySet().stream()
                        .map(p -> p.getKey().sql() + " = " + SqlLiteral.quote(p.getValue()))
                        .collect(joining(", ", " WITH (", ")"));
    }

    /** Collects what an index needs; only columns are required. */
    public static final class Builder {
        private final Identifier name;
        private final List<IndexColumn> columns = new ArrayList<>();
        private final List<Identifier> include = new ArrayList<>();
        private final Map<Identifier, String> storageParameters = new LinkedHashMap<>();
        private boolean unique;
        private boolean nullsNotDistinct;
        private @Nullable Identifier method;
        private @Nullable Identifier tablespace;
        private @Nullable String where;

        private Builder(Identifier name) {
            this.name = name;
        }

        /** Names as PostgreSQL stores them: case kept, no quotes. */
        public Builder columns(String... names) {
            Arrays.stream(names).map(IndexColumn::of).forEach(columns::add);
            return this;
        }

        public Builder column(IndexColumn column) {
            columns.add(column);
            return this;
        }

        public Builder unique(boolean isUnique) {
            unique = isUnique;
            return this;
        }

        public Builder using(@Nullable Identifier accessMethod) {
            method = accessMethod;
            return this;
        }

        /** Names as PostgreSQL stores them: case kept, no quotes. */
        public Builder include(String... names) {
            Arrays.stream(names).map(Identifier::of).forEach(include::add);
            return this;
        }

        public Builder nullsNotDistinct(boolean areNotDistinct) {
            nullsNotDistinct = areNotDistinct;
            return this;
        }

        public Builder storageParameter(Identifier parameter, String value) {
            storageParameters.put(parameter, value);
            return this;
        }

        public Builder tablespace(@Nullable Identifier space) {
            tablespace = space;
            return this;
        }

        /** SQL taken as it stands, without {@code WHERE}. */
        public Builder where(@Nullable String predicate) {
            where = predicate;
            return this;
        }

        public IndexDefinition build() {
            return new IndexDefinition(
                    name, unique, method, columns, include, nullsNotDistinct, storageParameters, tablespace, where);
        }
    }
}
