package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.SHARE_UPDATE_EXCLUSIVE;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;

/**
 * Looks whether the rows that are there meet a CHECK. Readers and writers go on meanwhile.
 *
 * <p>Locks: SHARE UPDATE EXCLUSIVE on the table, for as long as the scan takes.
 */
public record ValidateBoundsCheck(QualifiedName table, Identifier name, String condition) implements Operation {

    public ValidateBoundsCheck {
        requireNonNull(table, "table");
        requireNonNull(name, "name");
        requireNonNull(condition, "condition");
    }

    @Override
    public List<SqlStatement> statements() {
        return List.of(SqlStatement.of("ALTER TABLE " + table.sql() + " VALIDATE CONSTRAINT " + name.sql())
                .locking(SHARE_UPDATE_EXCLUSIVE, table));
    }

    @Override
    public String describe() {
        return "validate check " + name.sql() + " of " + table.sql();
    }
}
