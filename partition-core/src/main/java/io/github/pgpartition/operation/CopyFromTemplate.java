package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_SHARE;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlLiteral;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;
import java.util.Locale;

/**
 * Gives a new partition the primary key, the constraints and the indexes of a template, as they are at that moment. Columns come from
 * the parent alone, so that a template need not be kept in step with it. Done by the server, so that a script does the same as a run.
 *
 * <p>Locks: ACCESS SHARE on the template; the partition is new. An error where there is no template.
 */
public record CopyFromTemplate(QualifiedName template, QualifiedName partition) implements Operation {

    /** The template, the partition, what is wrong where there is no template, and what to do then; all as text in quotes. */
    private static final String BLOCK = """
            DO $pgpartition$
            DECLARE
                template pg_catalog.oid := pg_catalog.to_regclass(%1$s);
                partition pg_catalog.regclass := %2$s;
                part record;
            BEGIN
                IF template IS NULL THEN
                    RAISE EXCEPTION USING ERRCODE = 'undefined_table', MESSAGE = %3$s, HINT = %4$s;
                END IF;
                FOR part IN
                    SELECT pg_catalog.format('ALTER TABLE %%s ADD %%s', partition, pg_catalog.pg_get_constraintdef(c.oid)) AS ddl
                      FROM pg_catalog.pg_constraint c
                     WHERE c.conrelid = template AND c.contype IN ('p', 'u', 'x', 'f', 'c')
                       AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint o
                                        WHERE o.conrelid = partition::pg_catalog.oid
                                          AND pg_catalog.pg_get_constraintdef(o.oid) = pg_catalog.pg_get_constraintdef(c.oid))
                     ORDER BY pg_catalog.strpos('puxcf', c.contype::pg_catalog.text), c.conname
                LOOP
                    EXECUTE part.ddl;
                END LOOP;
                FOR part IN
                    SELECT pg_catalog.format('CREATE %%sINDEX ON %%s', u.word, partition)
                               || pg_catalog.substr(d.def, pg_catalog.length(pg_catalog.format('CREATE %%sINDEX %%I ON %%I.%%I',
                                      u.word, i.relname, n.nspname, t.relname)) + 1) AS ddl
                      FROM pg_catalog.pg_index x
                      JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
                      JOIN pg_catalog.pg_class t ON t.oid = x.indrelid
                      JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
                     CROSS JOIN LATERAL (SELECT pg_catalog.pg_get_indexdef(x.indexrelid) AS def) d
                     CROSS JOIN LATERAL (SELECT CASE WHEN x.indisunique THEN 'UNIQUE ' ELSE '' END AS word) u
                     WHERE x.indrelid = template
                       AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint c WHERE c.conindid = x.indexrelid AND c.conrelid = template)
                       AND NOT EXISTS (SELECT FROM pg_catalog.pg_index o, LATERAL (SELECT pg_catalog.pg_get_indexdef(o.indexrelid) AS def) e
                                        WHERE o.indrelid = partition::pg_catalog.oid AND o.indisunique = x.indisunique
                                          AND pg_catalog.substr(e.def, pg_catalog.strpos(e.def, ' USING '))
                                            = pg_catalog.substr(d.def, pg_catalog.strpos(d.def, ' USING ')))
                     ORDER BY i.relname
                LOOP
                    EXECUTE part.ddl;
                END LOOP;
            END
            $pgpartition$""";

    public CopyFromTemplate {
        requireNonNull(template, "template");
        requireNonNull(partition, "partition");
    }

    /** The template of a table: {@code <table>_template} beside it. */
    public static QualifiedName templateOf(QualifiedName table) {
        return CreateTemplate.of(table);
    }

    @Override
    public List<SqlStatement> statements() {
        return List.of(SqlStatement.of(String.format(
                        Locale.ROOT,
                        BLOCK,
                        SqlLiteral.quote(template.sql()),
                        SqlLiteral.quote(partition.sql()),
                        SqlLiteral.quote("there is no template " + template.sql()),
                        SqlLiteral.quote("Create that table, or create the partition without template")))
                .locking(ACCESS_SHARE, template));
    }

    @Override
    public String describe() {
        return "give " + partition.sql() + " what is on template " + template.sql();
    }
}
