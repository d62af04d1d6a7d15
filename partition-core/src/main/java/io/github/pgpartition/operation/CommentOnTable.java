package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.SHARE_UPDATE_EXCLUSIVE;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlLiteral;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;

/**
 * Sets the comment of a table.
 *
 * <p>Locks: SHARE UPDATE EXCLUSIVE on the table.
 */
public record CommentOnTable(QualifiedName table, String comment) implements Operation {

    public CommentOnTable {
        requireNonNull(table, "table");
        requireNonNull(comment, "comment");
    }

    @Override
    public List<SqlStatement> statements() {
        return List.of(SqlStatement.of("COMMENT ON TABLE " + table.sql() + " IS " + SqlLiteral.quote(comment))
                .locking(SHARE_UPDATE_EXCLUSIVE, table));
    }

    @Override
    public String describe() {
        return "comment on table " + table.sql();
    }
}
