package io.github.pgpartition.liquibase.change;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.catalog.RelationLookup;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.ListBounds;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionStrategy;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.model.RangeBounds;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;

/** Whether the bounds of a change fit the key of its table: their kind, their number, their values and their order. */
final class BoundsCheck {

    private final PartitionBoundsChange change;
    private final Database database;

    BoundsCheck(PartitionBoundsChange change, Database database) {
        this.change = change;
        this.database = database;
    }

    /** By what is known before anything has run. */
    void before() {
        new KnownKey(change, database).find().ifPresent(this::against);
    }

    /** By the catalog, right before the change runs; a table that is not there is for the server to miss. */
    void now() {
        Optional<PartitionedTable> table = new KnownKey(change, database).inCatalog();
        table.ifPresent(this::against);
        if (table.isEmpty()
                && database.getConnection() instanceof JdbcConnection jdbc
                && new RelationLookup(jdbc.getUnderlyingConnection()).isPlainTable(change.table(database))) {
            throw wrong(
                    "it is a plain table",
                    "Only a table that was created by create" + kind() + "PartitionedTable can have partitions");
        }
    }

    private String kind() {
        return change.kind()
                .filter(kind -> kind != BoundsKind.DEFAULT)
                .map(kind -> kind.name().charAt(0) + kind.name().substring(1).toLowerCase(Locale.ROOT))
                .orElse("Range");
    }

    private void against(PartitionedTable table) {
        checkKind(table.strategy());
        PartitionBounds bounds = change.bounds(table.key(), database);
        if (bounds instanceof RangeBounds range) {
            checkNumber(range, table.key());
            checkValues(range.from(), keyTypes(table));
            checkValues(range.to(), keyTypes(table));
            new BoundOrder(keyTypes(table), change.zonedBounds().zone())
                    .whyEmpty(range)
                    .ifPresent(why -> {
                        throw wrong(
                                why, "Give a start that lies before the end; the end itself is not in the partition");
                    });
        } else if (bounds instanceof ListBounds list && !table.keyTypes().isEmpty()) {
            list.values().forEach(value -> checkValue(value, table.keyTypes().get(0)));
        }
    }

    /** Empty where the types of some parts are not known. */
    private static List<String> keyTypes(PartitionedTable table) {
        return table.keyTypes().size() == table.key().parts().size() ? table.keyTypes() : List.of();
    }

    private void checkKind(PartitionStrategy strategy) {
        BoundsKind kind = change.kind().orElse(BoundsKind.DEFAULT);
        if (kind == BoundsKind.DEFAULT && strategy == PartitionStrategy.HASH) {
            throw wrong(
                    "it is partitioned by hash, and such a table has no DEFAULT partition",
                    "Create a partition for each remainder");
        }
        if (kind != BoundsKind.DEFAULT && !kind.name().equals(strategy.name())) {
            String word =
                    strategy.name().charAt(0) + strategy.name().substring(1).toLowerCase(Locale.ROOT);
            String fitting = change.getSerializedObjectName().replaceFirst("(?<=[a-z])(Range|List|Hash)(?=P)", word);
            throw wrong(
                    "it is partitioned by " + word.toLowerCase(Locale.ROOT),
                    fitting.equals(change.getSerializedObjectName())
                            ? "Give the bounds of a " + word.toLowerCase(Locale.ROOT) + " partition"
                            : "Use " + fitting);
        }
    }

    /** One expression of a changelog may hold several parts. */
    private void checkNumber(RangeBounds range, PartitionKey key) {
        boolean isKnown = key.columnNames().size() == key.parts().size();
        if (isKnown && range.from().size() != key.parts().size()) {
            throw wrong(
                    "its key ("
                            + key.parts().stream().map(PartitionKey.Part::sql).collect(joining(", ")) + ") has "
                            + key.parts().size() + " columns, and the bounds have "
                            + range.from().size(),
                    "Give one range element for each column of the key");
        }
    }

    private void checkValues(List<BoundValue> values, List<String> types) {
        for (int i = 0; i < types.size(); i++) {
            checkValue(values.get(i), types.get(i));
        }
    }

    private void checkValue(BoundValue value, String type) {
        if (value instanceof BoundValue.Literal literal) {
            KeyValue.problem(literal.text(), type, change.zonedBounds().zone()).ifPresent(problem -> {
                throw new PartitioningException(
                        "Cannot use the bound '" + literal.text() + "' for a partition of "
                                + change.table(database).sql(),
                        problem.why(),
                        problem.next());
            });
            if (KeyValue.isText(type) && change.bareNumbers().contains(literal.text())) {
                throw new PartitioningException(
                        "Cannot use the bound " + literal.text() + " for a partition of "
                                + change.table(database).sql(),
                        "the key is text, and YAML makes one number of 7, 007 and 0x7",
                        "Put it in quotes");
            }
        }
    }

    private PartitioningException wrong(String why, String next) {
        return new PartitioningException(
                "Cannot use these bounds for a partition of "
                        + change.table(database).sql(),
                why,
                next);
    }
}
