package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.SHARE_UPDATE_EXCLUSIVE;

import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;

/**
 * Makes the comment of a partition again what it was before {@link NoteDrop}.
 *
 * <p>Locks: SHARE UPDATE EXCLUSIVE on the partition.
 */
public record WithdrawDropNote(QualifiedName parent, QualifiedName partition) implements Operation {

    private static final String BODY = """
            comment := pg_catalog.obj_description(partition, 'pg_class');
            EXECUTE pg_catalog.format('COMMENT ON TABLE %s IS %L', partition,
                nullif(pg_catalog.array_to_string(pg_catalog.array_remove(pg_catalog.string_to_array(comment, E'\\n'), note), E'\\n'), ''));
            """;

    public WithdrawDropNote {
        Requirements.parentAndPartition(parent, partition);
    }

    @Override
    public List<SqlStatement> statements() {
        return List.of(
                SqlStatement.of(DropNote.block(parent, partition, BODY)).locking(SHARE_UPDATE_EXCLUSIVE, partition));
    }

    @Override
    public String describe() {
        return "restore the comment of partition " + partition.sql() + " of " + parent.sql();
    }
}
