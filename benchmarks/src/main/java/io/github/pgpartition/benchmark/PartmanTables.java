package io.github.pgpartition.benchmark;

import io.github.pgpartition.testkit.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * The same tables as {@link ManagedTables}, in schema {@code theirs} and in the care of pg_partman 4 or 5, which has no clock but the
 * server's: they lie around today.
 */
record PartmanTables(ManagedTables like) {

    private static final String CREATE = """
            DO $$
            BEGIN
                CREATE TABLE theirs.t%1$d (id bigint NOT NULL, at timestamptz NOT NULL, k int, payload text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
                FOR i IN 1..%2$d LOOP
                    EXECUTE format('CREATE INDEX ON theirs.t%1$d (k, at, (payload || %%L))', i);
                END LOOP;
                PERFORM partman.create_parent('theirs.t%1$d', 'at', %3$s p_premake := 4, p_start_partition := (current_date - %4$d)::text);
                INSERT INTO theirs.t%1$d VALUES (1, now(), 1, 'x'); -- it looks ahead from the newest row
                IF NOT %5$b THEN
                    DROP TABLE theirs.t%1$d_default;
                END IF;
            END
            $$""";

    /** Whether this server has the extension. */
    static boolean isThere(PostgresDatabase database) {
        return database.queryLong("SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_partman'") == 1;
    }

    void create() {
        PostgresDatabase database = like.database();
        database.execute(
                "CREATE SCHEMA IF NOT EXISTS partman",
                "CREATE EXTENSION IF NOT EXISTS pg_partman SCHEMA partman",
                "DELETE FROM partman.part_config");
        for (String table : database.queryStrings(
                "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'p' AND relnamespace = to_regnamespace('theirs')")) {
            database.execute("DROP TABLE " + table);
        }
        database.execute(
                "DO $$ DECLARE t text; BEGIN FOR t IN SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'partman'::regnamespace"
                        + " AND relname LIKE 'template_theirs%' LOOP EXECUTE 'DROP TABLE ' || t; END LOOP; END $$",
                "CREATE SCHEMA IF NOT EXISTS theirs");
        String interval = version().startsWith("4") ? "'native', 'daily'," : "'1 day',";
        for (int i = 1; i <= like.tables(); i++) {
            database.execute(String.format(
                    Locale.ROOT, CREATE, i, like.indexes(), interval, like.partitions() - 5, like.withDefault()));
        }
    }

    String version() {
        return String.valueOf(
                like.database().queryString("SELECT extversion FROM pg_extension WHERE extname = 'pg_partman'"));
    }

    void configure(String assignments) {
        like.database().execute("UPDATE partman.part_config SET " + assignments);
    }

    static void pass(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CALL partman.run_maintenance_proc(p_analyze := false)");
        }
    }
}
