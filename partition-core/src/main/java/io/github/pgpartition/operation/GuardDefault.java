package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_EXCLUSIVE;
import static io.github.pgpartition.sql.LockMode.SHARE_UPDATE_EXCLUSIVE;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlLiteral;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;

/**
 * Puts a CHECK on a DEFAULT partition, without looking at its rows, that says which rows it holds for now. Once it is validated, ATTACH
 * needs no scan. A comment marks it as ours, so that the next pass takes away what a crash has left.
 *
 * <p>Beware: as long as it is there, DEFAULT refuses rows that do not meet it.
 *
 * <p>Locks: ACCESS EXCLUSIVE on the DEFAULT partition, for a moment.
 */
public record GuardDefault(QualifiedName defaultPartition, Identifier check, String condition) implements Operation {

    /** Begins the comment of every such CHECK. */
    public static final String MARK = "pgpartition guard";

    public GuardDefault {
        requireNonNull(defaultPartition, "defaultPartition");
        requireNonNull(check, "check");
        requireNonNull(condition, "condition");
    }

    public static GuardDefault of(QualifiedName defaultPartition, String condition) {
        return new GuardDefault(
                defaultPartition,
                Identifier.generated(defaultPartition.name().value(), "_pgpartition_guard"),
                condition);
    }

    @Override
    public List<SqlStatement> statements() {
        String comment =
                MARK + ": there for a moment, so that ATTACH need not scan; the next pass removes one that was left";
        return List.of(
                SqlStatement.of("ALTER TABLE " + defaultPartition.sql() + " ADD CONSTRAINT " + check.sql() + " CHECK ("
                                + condition + ") NOT VALID")
                        .locking(ACCESS_EXCLUSIVE, defaultPartition),
                SqlStatement.of("COMMENT ON CONSTRAINT " + check.sql() + " ON " + defaultPartition.sql() + " IS "
                                + SqlLiteral.quote(comment))
                        .locking(SHARE_UPDATE_EXCLUSIVE, defaultPartition));
    }

    ValidateBoundsCheck validation() {
        return new ValidateBoundsCheck(defaultPartition, check, condition);
    }

    /** For the transaction that attaches: fails, and undoes it, where the CHECK is not on that table any more. */
    SqlStatement removal(QualifiedName nowCalled) {
        return SqlStatement.of("ALTER TABLE " + nowCalled.sql() + " DROP CONSTRAINT " + check.sql())
                .locking(ACCESS_EXCLUSIVE, nowCalled);
    }

    DropBoundsCheck undo() {
        return new DropBoundsCheck(defaultPartition, check);
    }

    @Override
    public String describe() {
        return "add check " + check.sql() + " to " + defaultPartition.sql();
    }
}
