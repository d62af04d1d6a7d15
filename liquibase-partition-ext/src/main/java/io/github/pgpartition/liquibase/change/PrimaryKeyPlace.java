package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.operation.PrimaryKeyFit;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import liquibase.change.ColumnConfig;
import liquibase.database.Database;
import org.jspecify.annotations.Nullable;

/**
 * Where a primary key goes: PostgreSQL enforces it partition by partition, so a partitioned table can have it only if it holds all columns
 * of the partition key. Any other one goes on the template, and from there on each partition.
 *
 * @param onParent   columns as the changelog names them; null where the columns say themselves which of them are in it
 * @param onTemplate columns of the one that the table itself cannot have
 */
record PrimaryKeyPlace(@Nullable List<String> onParent, List<Identifier> onTemplate) {

    private static final String DEFAULT_COLUMN = "id";

    /** A table whose primary key is to be placed. */
    record Table(QualifiedName name, PartitionKey key, List<ColumnConfig> columns, Database database) {

        private Identifier identifier(String column) {
            return ChangelogNames.column(database, column);
        }

        private List<Identifier> identifiers(List<String> names) {
            return names.stream().map(this::identifier).toList();
        }

        private List<String> marked() {
            return columns.stream()
                    .filter(column -> column.getConstraints() != null
                            && Boolean.TRUE.equals(column.getConstraints().isPrimaryKey()))
                    .map(ColumnConfig::getName)
                    .toList();
        }

        /** A column as the changelog names it. */
        private String written(Identifier column) {
            return columns.stream()
                    .map(ColumnConfig::getName)
                    .filter(name -> identifier(name).equals(column))
                    .findFirst()
                    .orElse(column.value());
        }

        private boolean hasColumn(String name) {
            return columns.stream()
                    .anyMatch(column -> identifier(column.getName()).equals(identifier(name)));
        }

        private List<PartitionKey.Part> missingFrom(List<String> primaryKey) {
            return PrimaryKeyFit.missing(key, identifiers(primaryKey));
        }
    }

    /**
     * @param attribute   {@code primaryKey}
     * @param hasTemplate whether there is a template to put it on
     * @param widen       whether columns of the partition key are added, so that the table itself can have it
     */
    static PrimaryKeyPlace of(Table table, @Nullable String attribute, boolean hasTemplate, boolean widen) {
        List<String> asAttribute = ChangelogNames.split(attribute);
        List<String> marked = table.marked();
        if (!marked.isEmpty() && !asAttribute.isEmpty()) {
            throw wrong(table.name(), "it is given twice, in primaryKey and on columns", "Keep one of them");
        }
        List<String> given = asAttribute.isEmpty() ? marked : asAttribute;
        if (widen && !hasExpression(table.key())) {
            given = widened(table, given);
        }
        if (given.isEmpty() || table.missingFrom(given).isEmpty()) {
            return new PrimaryKeyPlace(given.equals(marked) ? null : given, List.of());
        }
        if (hasTemplate) {
            return new PrimaryKeyPlace(List.of(), table.identifiers(given));
        }
        throw PrimaryKeyFit.refusal(table.name(), table.key(), table.identifiers(given));
    }

    private static boolean hasExpression(PartitionKey key) {
        return key.parts().stream().anyMatch(PartitionKey.Expression.class::isInstance);
    }

    private static List<String> widened(Table table, List<String> given) {
        List<String> all = new ArrayList<>(given);
        if (all.isEmpty() && table.hasColumn(DEFAULT_COLUMN)) {
            all.add(DEFAULT_COLUMN);
        }
        if (!all.isEmpty()) {
            for (PartitionKey.Part part : table.missingFrom(all)) {
                if (part instanceof PartitionKey.Column column) {
                    all.add(table.written(column.name()));
                }
            }
        }
        return all;
    }

    private static PartitioningException wrong(QualifiedName table, String why, String next) {
        return new PartitioningException("Cannot give " + table.sql() + " its primary key", why, next);
    }
}
