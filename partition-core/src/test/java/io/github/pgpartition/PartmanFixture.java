package io.github.pgpartition;

import io.github.pgpartition.testkit.SqlRunner;

/** The configuration tables of pg_partman, with the columns that version 4 and version 5 document. */
final class PartmanFixture {

    private static final String V4 = """
            CREATE TABLE partman.part_config (
                parent_table text NOT NULL PRIMARY KEY, control text NOT NULL, partition_type text NOT NULL, partition_interval text NOT NULL,
                constraint_cols text[], premake int NOT NULL DEFAULT 4, optimize_trigger int NOT NULL DEFAULT 4,
                optimize_constraint int NOT NULL DEFAULT 30, epoch text NOT NULL DEFAULT 'none', inherit_fk boolean NOT NULL DEFAULT true,
                retention text, retention_schema text, retention_keep_table boolean NOT NULL DEFAULT true,
                retention_keep_index boolean NOT NULL DEFAULT true, infinite_time_partitions boolean NOT NULL DEFAULT false,
                datetime_string text, automatic_maintenance text NOT NULL DEFAULT 'on', jobmon boolean NOT NULL DEFAULT true,
                sub_partition_set_full boolean NOT NULL DEFAULT false, undo_in_progress boolean NOT NULL DEFAULT false,
                trigger_exception_handling boolean DEFAULT false, upsert text NOT NULL DEFAULT '', trigger_return_null boolean NOT NULL DEFAULT true,
                template_table text, publications text[], inherit_privileges boolean DEFAULT false, constraint_valid boolean NOT NULL DEFAULT true,
                subscription_refresh text, drop_cascade_fk boolean NOT NULL DEFAULT false, ignore_default_data boolean NOT NULL DEFAULT false)
            """;

    private static final String V5 = """
            CREATE TABLE partman.part_config (
                parent_table text NOT NULL PRIMARY KEY, control text NOT NULL, time_encoder text, time_decoder text,
                partition_interval text NOT NULL, partition_type text NOT NULL, premake int NOT NULL DEFAULT 4,
                automatic_maintenance text NOT NULL DEFAULT 'on', template_table text, retention text, retention_schema text,
                retention_keep_index boolean NOT NULL DEFAULT true, retention_keep_table boolean NOT NULL DEFAULT true,
                retention_keep_publication boolean NOT NULL DEFAULT false, detach_before_drop boolean NOT NULL DEFAULT false,
                epoch text NOT NULL DEFAULT 'none', constraint_cols text[], optimize_constraint int NOT NULL DEFAULT 30,
                infinite_time_partitions boolean NOT NULL DEFAULT false, datetime_string text, jobmon boolean NOT NULL DEFAULT true,
                sub_partition_set_full boolean NOT NULL DEFAULT false, undo_in_progress boolean NOT NULL DEFAULT false,
                inherit_privileges boolean DEFAULT false, constraint_valid boolean NOT NULL DEFAULT true,
                ignore_default_data boolean NOT NULL DEFAULT true, date_trunc_interval text, maintenance_order int,
                maintenance_last_run timestamptz, async_partitioning_in_progress text)
            """;

    private final SqlRunner db;
    private final int version;

    private PartmanFixture(SqlRunner db, int version) {
        this.db = db;
        this.version = version;
    }

    static PartmanFixture install(SqlRunner db, int version) {
        db.execute(
                "DROP SCHEMA IF EXISTS partman CASCADE",
                "CREATE SCHEMA partman",
                version == 4 ? V4 : V5,
                "CREATE TABLE partman.part_config_sub (sub_parent text PRIMARY KEY REFERENCES partman.part_config,"
                        + " sub_partition_interval text NOT NULL)");
        return new PartmanFixture(db, version);
    }

    /** @param columns more of them, as {@code ", retention"}, and their values likewise */
    void row(String parent, String interval, String columns, String values) {
        db.execute("INSERT INTO partman.part_config (parent_table, control, partition_type, partition_interval"
                + columns + ") VALUES ('" + parent + "', 'At', '" + (version == 4 ? "native" : "range") + "', '"
                + interval + "'" + values + ")");
    }
}
