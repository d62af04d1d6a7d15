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
import java.util.Locale;

/**
 * Creates the template of a partitioned table: a table beside it, without rows, whose keys, constraints and indexes new partitions take.
 * Its comment marks it, so that a table which only happens to have its name is not taken for one.
 *
 * <p>It has no defaults and no identity: they would tie it to sequences of the parent, which could then not be dropped before it.
 *
 * <p>Locks: ACCESS SHARE on the table, as a SELECT takes.
 *
 * @param primaryKey  of the partitions, where the parent itself cannot have it; else empty
 * @param ifNotExists whether to leave a template of this table as it is; any other table of that name is refused all the same: it is
 *     somebody's, and the mark would let it be dropped with the table
 */
public record CreateTemplate(QualifiedName table, List<Identifier> primaryKey, boolean ifNotExists)
        implements Operation {

    /** How the comment of a template begins. */
    public static final String MARK = "pgpartition template: ";

    /** Template and how its comment begins, as text in quotes; what makes it; what is wrong, and what to do. */
    private static final String UNLESS_THERE = """
            DO $pgpartition$
            DECLARE
                template pg_catalog.regclass := pg_catalog.to_regclass(%s);
            BEGIN
                IF template IS NULL THEN
                    %s;
                    %s;
                ELSIF NOT coalesce(pg_catalog.starts_with(pg_catalog.obj_description(template, 'pg_class'), %s), false) THEN
                    RAISE EXCEPTION USING ERRCODE = 'duplicate_table', MESSAGE = %s, HINT = %s;
                END IF;
            END
            $pgpartition$""";

    private static final LikeOptions OPTIONS = new LikeOptions(List.of("ALL"), List.of("DEFAULTS", "IDENTITY"));

    public CreateTemplate {
        requireNonNull(table, "table");
        primaryKey = List.copyOf(primaryKey);
    }

    /** {@code <table>_template}, beside the table. */
    public static QualifiedName of(QualifiedName table) {
        return table.sibling(Identifier.generated(table.name().value(), "_template"));
    }

    /** How the comment of the template of one table begins. It is beside the table, so the schema goes without saying. */
    public static String markOf(QualifiedName table) {
        return MARK + "new partitions of " + table.name().sql() + " take ";
    }

    @Override
    public List<SqlStatement> statements() {
        QualifiedName template = of(table);
        String key = primaryKey.isEmpty()
                ? ""
                : primaryKey.stream().map(Identifier::sql).collect(joining(", ", ", PRIMARY KEY (", ")"));
        String create = "CREATE TABLE " + template.sql() + " (LIKE " + table.sql() + OPTIONS.sql() + key + ")";
        String mark = "COMMENT ON TABLE " + template.sql() + " IS "
                + SqlLiteral.quote(markOf(table) + "the keys, constraints and indexes of this table");
        return ifNotExists
                ? List.of(SqlStatement.of(unlessThere(template, create, mark)).locking(ACCESS_SHARE, table))
                : List.of(
                        SqlStatement.of(create).locking(ACCESS_SHARE, table),
                        SqlStatement.of(mark).locking(SHARE_UPDATE_EXCLUSIVE, template));
    }

    private String unlessThere(QualifiedName template, String create, String mark) {
        return String.format(
                Locale.ROOT,
                UNLESS_THERE,
                SqlLiteral.quote(template.sql()),
                create,
                mark,
                SqlLiteral.quote(markOf(table)),
                SqlLiteral.quote(
                        "Cannot " + describe() + ": there is a table " + template.sql() + " that is not its template"),
                SqlLiteral.quote("Rename that table, or set template to false"));
    }

    @Override
    public String describe() {
        return "create the template of " + table.sql();
    }
}
