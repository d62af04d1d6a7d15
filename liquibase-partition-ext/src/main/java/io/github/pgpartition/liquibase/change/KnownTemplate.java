package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.catalog.TemplateLookup;
import io.github.pgpartition.operation.CreateTemplate;
import io.github.pgpartition.sql.QualifiedName;
import java.util.Optional;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import org.jspecify.annotations.Nullable;

/** The template for partitions of a change's table: that of the top-level ancestor, from the catalog or from the changelog. */
final class KnownTemplate {

    private final PartitionChange change;
    private final Database database;
    private final QualifiedName table;

    KnownTemplate(PartitionChange change, Database database) {
        this.change = change;
        this.database = database;
        this.table = change.table(database);
    }

    /** @param wanted null where it is taken if it is known to be a template, and not only a table of that name */
    Optional<QualifiedName> of(@Nullable Boolean wanted) {
        if (Boolean.FALSE.equals(wanted)) {
            return Optional.empty();
        }
        Optional<QualifiedName> known = find();
        return wanted == null || known.isPresent() ? known : Optional.of(CreateTemplate.of(root()));
    }

    private Optional<QualifiedName> find() {
        return lookup().flatMap(catalog -> catalog.templateFor(table))
                .or(() -> declared()
                        .filter(DeclaredTable::hasTemplate)
                        .map(DeclaredTable::root)
                        .map(CreateTemplate::of));
    }

    private QualifiedName root() {
        return lookup().flatMap(catalog -> catalog.root(table))
                .or(() -> declared().map(DeclaredTable::root))
                .orElse(table);
    }

    private Optional<TemplateLookup> lookup() {
        return database.getConnection() instanceof JdbcConnection jdbc
                ? Optional.of(new TemplateLookup(jdbc.getUnderlyingConnection()))
                : Optional.empty();
    }

    private Optional<DeclaredTable> declared() {
        return new DeclaredTables(database).declaredBefore(change, table);
    }
}
