package io.github.pgpartition.model;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.sql.Identifier;
import java.util.Arrays;
import java.util.List;

/** What a partitioned table is partitioned by: a strategy and one or more columns or expressions. */
public record PartitionKey(PartitionStrategy strategy, List<Part> parts) {

    public PartitionKey {
        requireNonNull(strategy, "strategy");
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new PartitioningException("Cannot make a partition key", "it has no column", "Name at least one");
        }
        if (strategy == PartitionStrategy.LIST && parts.size() > 1) {
            throw new PartitioningException(
                    "Cannot make a list partition key",
                    "it has " + parts.size() + " columns, and PostgreSQL allows one",
                    "Partition by one column or expression, or by range");
        }
    }

    public static PartitionKey of(PartitionStrategy strategy, Part... parts) {
        return new PartitionKey(strategy, List.of(parts));
    }

    public static PartitionKey columns(PartitionStrategy strategy, String... names) {
        return new PartitionKey(
                strategy,
                Arrays.stream(names)
                        .<Part>map(n -> new Column(Identifier.of(n)))
                        .toList());
    }

    /** SQL taken as it stands, which may hold several parts: {@code extract(year from at), extract(month from at)}. */
    public static PartitionKey expression(PartitionStrategy strategy, String sql) {
        return new PartitionKey(strategy, List.of(new Expression(sql)));
    }

    /** Its columns; not those that its expressions use. */
    public List<Identifier> columnNames() {
        return parts.stream()
                .filter(Column.class::isInstance)
                .map(part -> ((Column) part).name())
                .toList();
    }

    /** {@code PARTITION BY RANGE ("created_at")}. */
    public String sql() {
        return "PARTITION BY " + strategy + " (" + parts.stream().map(Part::sql).collect(joining(", ")) + ")";
    }

    /** One part of the key. */
    public sealed interface Part permits Column, Expression {
        String sql();
    }

    public record Column(Identifier name) implements Part {
        public Column {
            requireNonNull(name, "name");
        }

        @Override
        public String sql() {
            return name.sql();
        }
    }

    /** An expression, verbatim; one read from the catalog is as the server prints it, with its parentheses. */
    public record Expression(String text) implements Part {
        public Expression {
            requireNonNull(text, "text");
            if (text.isBlank()) {
                throw new PartitioningException(
                        "Cannot make a partition key",
                        "its expression is empty",
                        "Write it as in SQL, e.g. (created_at::date)");
            }
        }

        @Override
        public String sql() {
            return text;
        }
    }
}
