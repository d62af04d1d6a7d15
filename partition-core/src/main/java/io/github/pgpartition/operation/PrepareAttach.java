package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_SHARE;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlLiteral;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;
import java.util.Locale;

/**
 * One stage of what surrounds the ATTACH of a table that is in use. Running it again does what is left; where there is nothing to do it does
 * nothing.
 *
 * <p>Locks: those of the {@link AttachStage} on the table, where there is something to do, and ACCESS SHARE on the parent.
 */
public record PrepareAttach(QualifiedName parent, QualifiedName partition, AttachStage stage) implements Operation {

    private static final String MARK = "pgpartition: made for the attach to table ";

    /** What precedes the definition of an index, whose name and table are others on each partition. */
    private static final String PREFIX =
            "^CREATE (UNIQUE )?INDEX (\"([^\"]|\"\")+\"|[^\" ]+) ON (ONLY )?(\"([^\"]|\"\")+\"|[^\". ]+)[.](\"([^\"]|\"\")+\"|[^\" ]+) ";

    private static final String BLOCK = """
            DO $pgpartition$
            DECLARE
                parent pg_catalog.regclass := %s;
                partition pg_catalog.regclass := %s;
                mark pg_catalog.text := pg_catalog.concat(%s, parent::pg_catalog.oid, ',');
                prefix pg_catalog.text := %s;
                part record;
            BEGIN
                FOR part IN
            %s
                LOOP
                    EXECUTE part.ddl;
                    IF part.note IS NOT NULL THEN
                        EXECUTE part.note;
                    END IF;
                END LOOP;
            END
            $pgpartition$""";

    public PrepareAttach {
        Requirements.parentAndPartition(parent, partition);
        requireNonNull(stage, "stage");
    }

    @Override
    public List<SqlStatement> statements() {
        String block = String.format(
                Locale.ROOT,
                BLOCK,
                SqlLiteral.quote(parent.sql()),
                SqlLiteral.quote(partition.sql()),
                SqlLiteral.quote(MARK),
                SqlLiteral.quote(PREFIX),
                stage.parts().stripTrailing().indent(8).stripTrailing());
        return List.of(SqlStatement.of(block).locking(stage.lock(), partition).locking(ACCESS_SHARE, parent));
    }

    @Override
    public String whatNext(String sqlState) {
        return sqlState.startsWith("23")
                ? "Correct the rows that the server names: " + parent.sql() + " would not take them; and run it again"
                : Operation.super.whatNext(sqlState);
    }

    @Override
    public String describe() {
        return String.format(Locale.ROOT, stage.description(), parent.sql(), partition.sql());
    }
}
