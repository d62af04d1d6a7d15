package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_EXCLUSIVE;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlLiteral;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;
import java.util.Locale;

/**
 * Drops the template of a table that is being dropped, or was. Only a table whose comment says that it is the template of that table; does
 * nothing where there is none. Never CASCADE.
 *
 * <p>Locks: ACCESS EXCLUSIVE on the template, which only those who create partitions use.
 */
public record DropTemplate(QualifiedName table) implements Operation {

    private static final String BLOCK = """
            DO $pgpartition$
            DECLARE
                template pg_catalog.regclass := pg_catalog.to_regclass(%s);
            BEGIN
                IF pg_catalog.starts_with(pg_catalog.obj_description(template, 'pg_class'), %s) THEN
                    EXECUTE pg_catalog.format('DROP TABLE %%s', template);
                END IF;
            END
            $pgpartition$""";

    public DropTemplate {
        requireNonNull(table, "table");
    }

    @Override
    public List<SqlStatement> statements() {
        QualifiedName template = CreateTemplate.of(table);
        return List.of(SqlStatement.of(String.format(
                        Locale.ROOT,
                        BLOCK,
                        SqlLiteral.quote(template.sql()),
                        SqlLiteral.quote(CreateTemplate.markOf(table))))
                .locking(ACCESS_EXCLUSIVE, template));
    }

    @Override
    public String describe() {
        return "drop the template of " + table.sql();
    }
}
