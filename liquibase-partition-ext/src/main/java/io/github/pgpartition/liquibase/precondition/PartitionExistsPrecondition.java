package io.github.pgpartition.liquibase.precondition;

import io.github.pgpartition.liquibase.change.ChangelogNames;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.util.List;
import liquibase.database.Database;
import org.jspecify.annotations.Nullable;

/** There is a partition of that name; with {@code attached="false"}, a table of that name that is not, or no longer, a partition. */
public class PartitionExistsPrecondition extends PartitionPrecondition {

    private @Nullable String partitionName;
    private @Nullable String partitionSchemaName;
    private @Nullable Boolean attached;

    public @Nullable String getPartitionName() {
        return partitionName;
    }

    public void setPartitionName(@Nullable String partitionName) {
        this.partitionName = partitionName;
    }

    public @Nullable String getPartitionSchemaName() {
        return partitionSchemaName;
    }

    public void setPartitionSchemaName(@Nullable String partitionSchemaName) {
        this.partitionSchemaName = partitionSchemaName;
    }

    public @Nullable Boolean getAttached() {
        return attached;
    }

    public void setAttached(@Nullable Boolean attached) {
        this.attached = attached;
    }

    @Override
    public String getName() {
        return "partitionExists";
    }

    @Override
    List<Attribute> required() {
        return List.of(tableAttribute(), new Attribute("partitionName", partitionName));
    }

    private boolean wantsAttached() {
        return attached == null || attached;
    }

    private QualifiedName partition(Database database) {
        Identifier name = ChangelogNames.table(database, partitionName == null ? "" : partitionName);
        return partitionSchemaName == null
                ? table(database).sibling(name)
                : new QualifiedName(ChangelogNames.schema(database, partitionSchemaName), name);
    }

    @Override
    String query() {
        return """
                SELECT EXISTS (SELECT FROM pg_catalog.pg_inherits i
                                WHERE i.inhrelid = c.oid
                                  AND i.inhparent = pg_catalog.to_regclass(?)::pg_catalog.oid
                                  AND c.relispartition) = ?::pg_catalog.bool
                  FROM pg_catalog.pg_class c
                 WHERE c.oid = pg_catalog.to_regclass(?)::pg_catalog.oid AND c.relkind IN ('r', 'p', 'f')
                """;
    }

    @Override
    List<String> values(Database database) {
        return List.of(
                table(database).sql(),
                Boolean.toString(wantsAttached()),
                partition(database).sql());
    }

    @Override
    String failure(Database database) {
        return wantsAttached()
                ? partition(database).sql() + " is not a partition of "
                        + table(database).sql()
                : partition(database).sql() + " is not there as a table beside "
                        + table(database).sql() + ": it is missing, or a partition of it";
    }
}
