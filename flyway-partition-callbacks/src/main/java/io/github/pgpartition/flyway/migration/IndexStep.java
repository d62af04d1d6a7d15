package io.github.pgpartition.flyway.migration;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.ConnectionSource;
import io.github.pgpartition.index.IndexBuildOptions;
import io.github.pgpartition.index.IndexBuilder;
import io.github.pgpartition.index.IndexScript;
import io.github.pgpartition.operation.CreateIndex;
import io.github.pgpartition.operation.IndexColumn;
import io.github.pgpartition.operation.IndexDefinition;
import io.github.pgpartition.operation.IndexMode;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;

/**
 * One index on a table and on all its partitions: concurrently, while everybody goes on, in an {@code OnlinePartitionMigration}; in a
 * transaction only {@code concurrently(false)}, under SHARE on the table and all partitions.
 */
public final class IndexStep extends Step {

    private final String table;
    private final String index;
    private final IndexDefinition.Builder definition;
    private boolean concurrently = true;
    private int threads = 1;

    IndexStep(MigrationSession session, String table, String index) {
        super(session, "addIndexOnAllPartitions(\"" + table + "\", \"" + index + "\")");
        this.table = table;
        this.index = index;
        this.definition = IndexDefinition.builder(Identifier.parse(index).value());
    }

    public IndexStep columns(String... names) {
        Names.columns(names).forEach(name -> definition.column(IndexColumn.of(name)));
        return this;
    }

    /** A column with an order, an operator class or a collation, or an expression. */
    public IndexStep column(IndexColumn column) {
        definition.column(column);
        return this;
    }

    public IndexStep unique() {
        definition.unique(true);
        return this;
    }

    /** The access method: {@code gin}; btree without it. */
    public IndexStep using(String method) {
        definition.using(Identifier.parse(method));
        return this;
    }

    /** Which rows are in the index, as SQL, verbatim; all without it. */
    public IndexStep where(String sql) {
        definition.where(sql);
        return this;
    }

    public IndexStep include(String... columns) {
        Names.columns(columns).forEach(column -> definition.include(column.value()));
        return this;
    }

    /** A unique index lets in only one row with NULL. PostgreSQL 15. */
    public IndexStep nullsNotDistinct() {
        definition.nullsNotDistinct(true);
        return this;
    }

    public IndexStep tablespace(String name) {
        definition.tablespace(Identifier.parse(name));
        return this;
    }

    public IndexStep storageParameter(String name, String value) {
        definition.storageParameter(Identifier.parse(name), value);
        return this;
    }

    /** Whether writers go on while the index of a partition is built; true without it. */
    public IndexStep concurrently(boolean wanted) {
        concurrently = wanted;
        return this;
    }

    /** Partitions that are worked on at the same time, each on a connection of its own from Flyway's data source; 1 without it. */
    public IndexStep inThreads(int number) {
        threads = number;
        return this;
    }

    @Override
    void run(MigrationSession session) {
        String what = "add index " + index + " to all partitions of " + table;
        QualifiedName name = session.names().existing(table);
        IndexDefinition wanted = definition.build();
        if (concurrently) {
            session.requireNoTransaction(what, "concurrently");
            session.context().lockedTransaction().ifPresent(fix -> {
                throw new PartitioningException(
                        "Cannot " + what + " concurrently",
                        "Flyway has a transaction open until all migrations are done, and CREATE INDEX CONCURRENTLY waits"
                                + " for its end",
                        fix);
            });
        }
        if (session.inTransaction()) {
            session.run(new CreateIndex(name, wanted.name(), wanted, IndexMode.PLAIN));
        } else {
            session.log()
                    .accept(IndexScript.of(session.tree(name), wanted, concurrently).statements().stream()
                            .map(sql -> sql.text() + ";")
                            .collect(joining("\n")));
            IndexBuildOptions options = IndexBuildOptions.builder()
                    .threads(threads)
                    .concurrently(concurrently)
                    .locks(session.locks())
                    .build()
                    .withSettingsOf(session.connection());
            new IndexBuilder(connections(session), options).build(name, wanted);
        }
    }

    private ConnectionSource connections(MigrationSession session) {
        return threads == 1
                ? ConnectionSource.of(session.connection())
                : ConnectionSource.of(session.context().dataSource());
    }
}
