package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_SHARE;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlLiteral;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;
import java.util.Locale;

/**
 * Refuses to go on where a relation is not partitioned by a key: what CREATE TABLE IF NOT EXISTS has found is not always what it would have
 * made. The server compares: it partitions an empty table with the same columns by the key, in the same schema, and drops it at once.
 *
 * <p>Locks: ACCESS SHARE on the table, as a SELECT takes.
 */
public record RequirePartitionedBy(QualifiedName table, PartitionKey key) implements Operation {

    /** The table as text in quotes, twice; the probe; what makes it; the key as text in quotes; what to do. */
    private static final String BLOCK = """
            DO $pgpartition$
            DECLARE
                present pg_catalog.regclass := %1$s;
                probe pg_catalog.text := %2$s;
                wanted pg_catalog.text;
                found pg_catalog.text;
            BEGIN
                found := pg_catalog.pg_get_partkeydef(present);
                IF found IS NOT NULL THEN
                    BEGIN
                        EXECUTE %3$s;
                        wanted := pg_catalog.pg_get_partkeydef(pg_catalog.to_regclass(probe));
                        EXECUTE pg_catalog.concat('DROP TABLE ', probe);
                    EXCEPTION WHEN undefined_column OR undefined_object OR undefined_function THEN
                        wanted := NULL;
                    END;
                END IF;
                IF found IS NULL OR wanted IS NULL OR found <> wanted THEN
                    RAISE EXCEPTION USING ERRCODE = 'duplicate_table',
                        MESSAGE = pg_catalog.concat(%4$s, CASE WHEN found IS NULL THEN 'not partitioned' ELSE pg_catalog.concat('PARTITION BY ', found) END),
                        HINT = %5$s;
                END IF;
            END
            $pgpartition$""";

    public RequirePartitionedBy {
        requireNonNull(table, "table");
        requireNonNull(key, "key");
    }

    @Override
    public List<SqlStatement> statements() {
        String probe = table.sibling(Identifier.generated(table.name().value(), "_pgpartition_key"))
                .sql();
        String create = "CREATE TABLE " + probe + " (LIKE " + table.sql() + ") " + key.sql();
        return List.of(SqlStatement.of(String.format(
                        Locale.ROOT,
                        BLOCK,
                        SqlLiteral.quote(table.sql()),
                        SqlLiteral.quote(probe),
                        SqlLiteral.quote(create),
                        SqlLiteral.quote("Cannot create " + table.sql() + " " + key.sql()
                                + ": there is a relation of that name, which is "),
                        SqlLiteral.quote("Rename what is there, or correct the partition key of the change")))
                .locking(ACCESS_SHARE, table));
    }

    @Override
    public String describe() {
        return "make sure that " + table.sql() + " is a table " + key.sql();
    }
}
