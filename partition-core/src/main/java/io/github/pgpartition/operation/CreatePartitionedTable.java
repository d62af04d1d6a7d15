package io.github.pgpartition.operation;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Creates a partitioned table, still without partitions: until it has one, every insert is refused.
 *
 * <p>Locks: none that others could wait for, but for SHARE ROW EXCLUSIVE on tables that its foreign keys name.
 *
 * @param elements columns and table constraints as SQL, verbatim: {@code "id" bigint NOT NULL}, {@code PRIMARY KEY ("id", "at")}
 */
public record CreatePartitionedTable(
        QualifiedName table,
        List<String> elements,
        PartitionKey key,
        boolean ifNotExists,
        @Nullable Identifier tablespace)
        implements Operation {

    public CreatePartitionedTable {
        requireNonNull(table, "table");
        requireNonNull(key, "key");
        elements = List.copyOf(elements);
        if (elements.isEmpty()) {
            throw new PartitioningException(
                    "Cannot create partitioned table " + table.sql(),
                    "it has no column",
                    "Give it at least the columns of its partition key");
        }
    }

    public static Builder of(QualifiedName table, PartitionKey key) {
        return new Builder(table, key);
    }

    @Override
    public List<SqlStatement> statements() {
        return List.of(SqlStatement.of("CREATE TABLE " + (ifNotExists ? "IF NOT EXISTS " : "") + table.sql()
                + " (\n    " + String.join(",\n    ", elements) + "\n) " + key.sql() + Tablespace.clause(tablespace)));
    }

    @Override
    public String describe() {
        return "create partitioned table " + table.sql();
    }

    /** Collects the parts of a {@link CreatePartitionedTable}. */
    public static final class Builder {
        private final QualifiedName table;
        private final PartitionKey key;
        private final List<String> elements = new ArrayList<>();
        private boolean ifNotExists;
        private @Nullable Identifier tablespace;

        private Builder(QualifiedName table, PartitionKey key) {
            this.table = table;
            this.key = key;
        }

        /** A column: its name, and everything after the name verbatim, {@code timestamptz NOT NULL DEFAULT now()}. */
        public Builder column(String name, String definition) {
            return element(Identifier.of(name).sql() + " " + definition);
        }

        /** A table constraint, or a column, verbatim. */
        public Builder element(String sql) {
            elements.add(sql);
            return this;
        }

        public Builder primaryKey(String... columns) {
            return element("PRIMARY KEY ("
                    + String.join(
                            ", ",
                            List.of(columns).stream()
                                    .map(c -> Identifier.of(c).sql())
                                    .toList()) + ")");
        }

        public Builder ifNotExists() {
            ifNotExists = true;
            return this;
        }

        public Builder tablespace(@Nullable Identifier name) {
            tablespace = name;
            return this;
        }

        public CreatePartitionedTable build() {
            return new CreatePartitionedTable(table, elements, key, ifNotExists, tablespace);
        }
    }
}
