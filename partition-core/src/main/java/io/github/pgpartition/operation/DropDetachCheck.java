package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_EXCLUSIVE;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlLiteral;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;
import java.util.Locale;

/**
 * Removes from a partition the CHECK that a DETACH CONCURRENTLY has left on it before it was attached again. It is known by its definition,
 * which is that of the bounds to the letter, and by a name as the server makes it; one that somebody has commented on stays. Does nothing
 * where there is none.
 *
 * <p>Locks: ACCESS EXCLUSIVE on the partition, for a moment.
 */
public record DropDetachCheck(QualifiedName partition) implements Operation {

    private static final String BLOCK = """
            DO $pgpartition$
            DECLARE
                partition pg_catalog.regclass := %s;
                name pg_catalog.name;
            BEGIN
                FOR name IN
                    SELECT c.conname
                      FROM pg_catalog.pg_constraint c
                     WHERE c.conrelid = partition::pg_catalog.oid AND c.contype = 'c' AND c.conislocal AND c.coninhcount = 0
                       AND pg_catalog.pg_get_constraintdef(c.oid) = pg_catalog.concat('CHECK (', pg_catalog.pg_get_partition_constraintdef(partition), ')')
                       AND c.conname ~ '_check[0-9]*$'::pg_catalog.text
                       AND pg_catalog.obj_description(c.oid, 'pg_constraint') IS NULL
                LOOP
                    EXECUTE pg_catalog.format('ALTER TABLE %%s DROP CONSTRAINT %%I', partition, name);
                END LOOP;
            END
            $pgpartition$""";

    public DropDetachCheck {
        requireNonNull(partition, "partition");
    }

    @Override
    public List<SqlStatement> statements() {
        return List.of(SqlStatement.of(String.format(Locale.ROOT, BLOCK, SqlLiteral.quote(partition.sql())))
                .locking(ACCESS_EXCLUSIVE, partition));
    }

    @Override
    public String describe() {
        return "drop the check that a detach has left on " + partition.sql();
    }
}
