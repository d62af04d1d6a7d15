package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.model.InheritedProperties;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.model.TableColumn;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import liquibase.change.ColumnConfig;
import liquibase.database.Database;
import org.jspecify.annotations.Nullable;

/** One table while a changelog is followed. */
final class DeclaredTable {

    private final PartitionedTable start;
    private final Map<Identifier, String> columnTypes;
    private final Set<Identifier> primaryKey;
    private final QualifiedName root;
    private final boolean template;
    private final InheritedProperties properties;
    private final List<Partition> partitions;

    private DeclaredTable(
            PartitionedTable start,
            Map<Identifier, String> columnTypes,
            Set<Identifier> primaryKey,
            QualifiedName root,
            boolean template,
            InheritedProperties properties) {
        this.start = start;
        this.columnTypes = columnTypes;
        this.primaryKey = primaryKey;
        this.root = root;
        this.template = template;
        this.properties = properties;
        this.partitions = new ArrayList<>(start.partitions());
    }

    static DeclaredTable of(PartitionedTable real) {
        return new DeclaredTable(real, Map.of(), Set.of(), real.name(), false, InheritedProperties.NONE);
    }

    static DeclaredTable of(PartitionedTableChange change, Database database) {
        Map<Identifier, String> types = new HashMap<>();
        for (ColumnConfig column : change.getColumns()) {
            types.put(
                    ChangelogNames.column(database, column.getName()),
                    TypeNames.catalogName(column.getType(), database));
        }
        QualifiedName name = change.table(database);
        PartitionKey key = change.key(database);
        return new DeclaredTable(
                table(name, key, types),
                types,
                change.primaryKeyOnTable(database),
                name,
                change.hasTemplate(),
                properties(change));
    }

    private static PartitionedTable table(QualifiedName name, PartitionKey key, Map<Identifier, String> types) {
        return new PartitionedTable(0, name, key, keyTypes(key, types), List.of());
    }

    private static InheritedProperties properties(PartitionedTableChange change) {
        InheritedProperties.Builder properties = new InheritedProperties.Builder();
        Identifier tablespace = ChangelogNames.tablespace(change.getTablespace());
        if (tablespace != null) {
            properties.tablespace(tablespace);
        }
        if (change.getRemarks() != null) {
            properties.comment(change.getRemarks());
        }
        return properties.build();
    }

    /** A partition of this table that is partitioned itself. */
    DeclaredTable sub(QualifiedName name, PartitionKey key, InheritedProperties own) {
        return new DeclaredTable(table(name, key, columnTypes), columnTypes, primaryKey, root, template, own);
    }

    /** As it was made, without what was done to it since; without types where one of them is not known. */
    PartitionedTable start() {
        return start;
    }

    /** Those that are known: none of a table that the database has. */
    Set<Identifier> columns() {
        return columnTypes.keySet();
    }

    /** The same with what partitioning needs to know of them. */
    List<TableColumn> tableColumns() {
        return columnTypes.entrySet().stream()
                .map(column -> new TableColumn(
                        column.getKey(),
                        column.getValue(),
                        primaryKey.isEmpty() || primaryKey.contains(column.getKey())))
                .toList();
    }

    /** The top-level ancestor. */
    QualifiedName root() {
        return root;
    }

    /** Whether the top-level ancestor has one. */
    boolean hasTemplate() {
        return template;
    }

    /** What its new partitions are to have, as far as our changes say it. */
    InheritedProperties properties() {
        return properties;
    }

    void remove(QualifiedName partition) {
        partitions.removeIf(p -> p.name().equals(partition));
    }

    void add(Partition partition) {
        if (partitions.stream().noneMatch(p -> p.name().equals(partition.name()))) {
            partitions.add(partition);
        }
    }

    /** Empty where the type of a part of the key is not known. */
    Optional<PartitionedTable> state(Map<QualifiedName, DeclaredTable> tables) {
        return start.keyTypes().size() == start.key().parts().size() ? Optional.of(tree(tables)) : Optional.empty();
    }

    /** The same where nobody asks for types. */
    PartitionedTable tree(Map<QualifiedName, DeclaredTable> tables) {
        return new PartitionedTable(
                start.oid(),
                start.name(),
                start.key(),
                start.keyTypes(),
                partitions.stream().map(p -> withOwnPartitions(p, tables)).toList());
    }

    private static Partition withOwnPartitions(Partition partition, Map<QualifiedName, DeclaredTable> tables) {
        DeclaredTable own = tables.get(partition.name());
        @Nullable PartitionedTable state = own == null ? null : own.tree(tables);
        return new Partition(
                partition.oid(),
                partition.name(),
                partition.bounds(),
                partition.detachPending(),
                partition.foreign(),
                partition.estimatedRows(),
                state);
    }

    private static List<String> keyTypes(PartitionKey key, Map<Identifier, String> types) {
        List<String> known = new ArrayList<>();
        for (PartitionKey.Part part : key.parts()) {
            String type = part instanceof PartitionKey.Column column ? types.get(column.name()) : null;
            if (type != null) {
                known.add(type);
            }
        }
        return known;
    }
}
