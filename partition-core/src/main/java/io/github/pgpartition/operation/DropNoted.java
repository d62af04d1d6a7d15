package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_EXCLUSIVE;

import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;

/**
 * Drops a table that {@link NoteDrop} has noted, with its rows, once it is nobody's partition. Looks under the lock whether it is that
 * table, and drops what it has locked. Never CASCADE.
 *
 * <p>Locks: ACCESS EXCLUSIVE on the table.
 */
public record DropNoted(QualifiedName parent, QualifiedName partition) implements Operation {

    private static final String BODY = """
            EXECUTE pg_catalog.format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', partition);
            comment := pg_catalog.obj_description(partition, 'pg_class');
            IF note <> ALL (pg_catalog.string_to_array(coalesce(comment, ''), E'\\n'))
               OR EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhrelid = partition::pg_catalog.oid) THEN
                RAISE EXCEPTION '% is not the table that was taken out of %', partition, parent USING ERRCODE = 'wrong_object_type';
            END IF;
            EXECUTE pg_catalog.format('DROP TABLE %s', partition);
            """;

    public DropNoted {
        Requirements.parentAndPartition(parent, partition);
    }

    @Override
    public List<SqlStatement> statements() {
        return List.of(SqlStatement.of(DropNote.block(parent, partition, BODY)).locking(ACCESS_EXCLUSIVE, partition));
    }

    @Override
    public String whenBlocked() {
        return "It is no partition any more; what is left is to drop the table. End that session or raise lockTimeout, and run it"
                + " again to drop it";
    }

    @Override
    public String describe() {
        return "drop table " + partition.sql() + ", which was a partition of " + parent.sql();
    }
}
