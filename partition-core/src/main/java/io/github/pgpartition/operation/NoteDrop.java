package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.SHARE_UPDATE_EXCLUSIVE;

import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;

/**
 * Adds to the comment of a partition that it is about to be detached and dropped. Running it again does nothing.
 *
 * <p>Locks: SHARE UPDATE EXCLUSIVE on the partition: readers and writers go on.
 */
public record NoteDrop(QualifiedName parent, QualifiedName partition) implements Operation {

    private static final String BODY = """
            IF NOT EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhrelid = partition::pg_catalog.oid AND inhparent = parent::pg_catalog.oid) THEN
                RAISE EXCEPTION '% is not a partition of %', partition, parent USING ERRCODE = 'wrong_object_type';
            END IF;
            comment := pg_catalog.obj_description(partition, 'pg_class');
            IF note <> ALL (pg_catalog.string_to_array(coalesce(comment, ''), E'\\n')) THEN
                EXECUTE pg_catalog.format('COMMENT ON TABLE %s IS %L', partition, pg_catalog.concat_ws(E'\\n', comment, note));
            END IF;
            """;

    public NoteDrop {
        Requirements.parentAndPartition(parent, partition);
    }

    @Override
    public List<SqlStatement> statements() {
        return List.of(
                SqlStatement.of(DropNote.block(parent, partition, BODY)).locking(SHARE_UPDATE_EXCLUSIVE, partition));
    }

    @Override
    public String describe() {
        return "note that partition " + partition.sql() + " of " + parent.sql() + " is being dropped";
    }
}
