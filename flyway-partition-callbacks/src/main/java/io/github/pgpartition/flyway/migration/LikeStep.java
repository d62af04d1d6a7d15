package io.github.pgpartition.flyway.migration;

import io.github.pgpartition.operation.CreateTableLike;
import io.github.pgpartition.operation.LikeOptions;
import io.github.pgpartition.sql.QualifiedName;

/** Creates a stand-alone table with the columns of another. */
public final class LikeStep extends Step {

    private final String table;
    private final String newTable;
    private String including = "";
    private String excluding = "";

    LikeStep(MigrationSession session, String table, String newTable) {
        super(session, "createTableLike(\"" + table + "\", \"" + newTable + "\")");
        this.table = table;
        this.newTable = newTable;
    }

    /** What to copy, comma-separated, as in SQL's LIKE; ALL without it. */
    public LikeStep including(String options) {
        including = options;
        return this;
    }

    /** What not to copy, comma-separated, as in SQL's LIKE. */
    public LikeStep excluding(String options) {
        excluding = options;
        return this;
    }

    @Override
    void run(MigrationSession session) {
        QualifiedName source = session.names().existing(table);
        session.run(
                CreateTableLike.of(source, Names.partition(source, newTable), LikeOptions.parse(including, excluding)));
    }
}
