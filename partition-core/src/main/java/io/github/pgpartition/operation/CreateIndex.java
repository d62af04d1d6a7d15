package io.github.pgpartition.operation;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;

/**
 * Makes an index on one table, in the table's schema.
 *
 * <p>Locks: SHARE on the table, which lets readers in and keeps writers out; concurrently SHARE UPDATE EXCLUSIVE, for which neither has to
 * wait. Concurrently it takes several transactions of its own: one that fails or is interrupted leaves an invalid index of this name
 * behind, which queries do not use and writers keep up to date, until it is dropped.
 */
public record CreateIndex(QualifiedName table, Identifier name, IndexDefinition definition, IndexMode mode)
        implements Operation {

    public CreateIndex {
        requireNonNull(table, "table");
        requireNonNull(name, "name");
        requireNonNull(definition, "definition");
        requireNonNull(mode, "mode");
    }

    /** The index that is made, by its full name. */
    public QualifiedName index() {
        return table.sibling(name);
    }

    @Override
    public List<SqlStatement> statements() {
        SqlStatement create = SqlStatement.of("CREATE" + (definition.unique() ? " UNIQUE" : "") + " INDEX"
                        + mode.beforeName() + " " + name.sql() + " ON" + mode.beforeTable() + " " + table.sql() + " "
                        + definition.sql())
                .locking(mode.lock(), table);
        return List.of(mode == IndexMode.CONCURRENTLY ? create.outsideTransaction() : create);
    }

    @Override
    public String describe() {
        return "create index " + name.sql() + " on " + table.sql();
    }
}
