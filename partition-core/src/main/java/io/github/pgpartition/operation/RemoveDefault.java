package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_EXCLUSIVE;

import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlLiteral;
import io.github.pgpartition.sql.SqlStatement;
import io.github.pgpartition.sql.TableLock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Takes an empty DEFAULT partition away. Whether it is empty is looked at under the lock, and nothing is done where it is not. Never
 * CASCADE.
 *
 * <p>Locks: ACCESS EXCLUSIVE on the parent and on the DEFAULT partition.
 */
public record RemoveDefault(QualifiedName parent, QualifiedName defaultPartition) implements Operation {

    private static final String TAG = "$pgpartition$";

    /** First argument: the partition; second: its name as text in quotes. */
    private static final String REFUSE_UNLESS_EMPTY = """

            BEGIN
                IF EXISTS (SELECT FROM %1$s) THEN
                    RAISE EXCEPTION USING MESSAGE = %2$s, ERRCODE = 'object_not_in_prerequisite_state';
                END IF;
            END
            """;

    public RemoveDefault {
        Requirements.parentAndPartition(parent, defaultPartition);
    }

    @Override
    public List<SqlStatement> statements() {
        String message = SqlLiteral.quote("DEFAULT partition " + defaultPartition.sql() + " is not empty any more");
        List<SqlStatement> all = new ArrayList<>();
        all.add(new TableLock(ACCESS_EXCLUSIVE, parent).statement());
        all.add(new TableLock(ACCESS_EXCLUSIVE, defaultPartition).statement());
        String block = String.format(Locale.ROOT, REFUSE_UNLESS_EMPTY, defaultPartition.sql(), message);
        all.add(SqlStatement.of("DO " + (block.contains(TAG) ? SqlLiteral.quote(block) : TAG + block + TAG)));
        all.addAll(new DropPartition(parent, defaultPartition, DetachMode.PLAIN).statements());
        return all;
    }

    @Override
    public String describe() {
        return "remove DEFAULT partition " + defaultPartition.sql() + " of " + parent.sql();
    }
}
