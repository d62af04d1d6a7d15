package io.github.pgpartition.operation;

import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlLiteral;
import java.util.Locale;

/**
 * The line in the comment of a partition by which a drop that was interrupted between detach and drop knows its table again. It has the
 * OIDs of both tables: neither a name nor a comment that was copied makes another table look like it.
 */
public final class DropNote {

    /** What precedes the table's OID and then the parent's. */
    public static final String TEXT = "pgpartition: dropPartition is taking table %s out of table %s";

    /** A block with both tables as {@code regclass}, the comment and the note as variables. First argument: the body. */
    private static final String BLOCK = """
            DO $pgpartition$
            DECLARE
                parent pg_catalog.regclass := %2$s;
                partition pg_catalog.regclass := %3$s;
                comment pg_catalog.text;
                note pg_catalog.text := pg_catalog.format(%4$s, partition::pg_catalog.oid, parent::pg_catalog.oid);
            BEGIN
            %1$s
            END
            $pgpartition$""";

    private DropNote() {}

    static String block(QualifiedName parent, QualifiedName partition, String body) {
        return String.format(
                Locale.ROOT,
                BLOCK,
                body.stripTrailing().indent(4).stripTrailing(),
                SqlLiteral.quote(parent.sql()),
                SqlLiteral.quote(partition.sql()),
                SqlLiteral.quote(TEXT));
    }
}
