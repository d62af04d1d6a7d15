package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_SHARE;
import static io.github.pgpartition.sql.LockMode.SHARE_UPDATE_EXCLUSIVE;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlLiteral;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;

/**
 * Creates the template of a partitioned table: a table beside it, without rows, whose keys, constraints and indexes new partitions take.
 * Its comment marks it, so that a table which only happens to have its name is not taken for one.
 *
 * <p>It has no defaults and no identity: they would tie it to sequences of the parent, which could then not be dropped before it.
 *
 * <p>Locks: ACCESS SHARE on the table, as a SELECT takes.
 *
 * @param primaryKey of the partitions, where the parent itself cannot have it; else empty
 */
public record CreateTemplate(QualifiedName table, List<Identifier> primaryKey, boolean ifNotExists)
        implements Operation {

    /** How the comment of a template begins. */
    public static final String MARK = "pgpartition template: ";

    private static final LikeOptions OPTIONS = new LikeOptions(List.of("ALL"), List.of("DEFAULTS", "IDENTITY"));

    public CreateTemplate {
        requireNonNull(table, "table");
        primaryKey = List.copyOf(primaryKey);
    }

    /** {@code <table>_template}, beside the table. */
    public static QualifiedName of(QualifiedName table) {
        return table.sibling(Identifier.generated(table.name().value(), "_template"));
    }

    /** How the comment of the template of one table begins. */
    public static String markOf(QualifiedName table) {
        return MARK + "new partitions of " + table.sql() + " take ";
    }

    @Override
    public List<SqlStatement> statements() {
        QualifiedName template = of(table);
        String key = primaryKey.isEmpty()
                ? ""
                : primaryKey.stream().map(Identifier::sql).collect(joining(", ", ", PRIMARY KEY (", ")"));
        return List.of(
                SqlStatement.of("CREATE TABLE " + (ifNotExists ? "IF NOT EXISTS " : "") + template.sql() + " (LIKE "
                                + table.sql() + OPTIONS.sql() + key + ")")
                        .locking(ACCESS_SHARE, table),
                SqlStatement.of("COMMENT ON TABLE " + template.sql() + " IS "
                                + SqlLiteral.quote(markOf(table) + "the keys, constraints and indexes of this table"))
                        .locking(SHARE_UPDATE_EXCLUSIVE, template));
    }

    @Override
    public String describe() {
        return "create the template of " + table.sql();
    }
}
