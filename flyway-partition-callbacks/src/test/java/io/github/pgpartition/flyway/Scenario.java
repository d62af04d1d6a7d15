package io.github.pgpartition.flyway;

import io.github.pgpartition.flyway.Client.Outcome;
import io.github.pgpartition.flyway.client.FlywayClient;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.util.ArrayList;
import java.util.List;

/** A database of its own and somebody who runs Flyway on it. */
interface Scenario {

    String EVENTS = "\"App data\".\"Events\"";
    String MARCH_28 = "now=2026-03-28T12:00:00Z";
    String NAMED = FlywayClient.Named.class.getName();
    String OURS = PartitionMaintenanceCallback.class.getName();

    PostgresDatabase db();

    Client client();

    /** @param folder under {@code db} on the class path; more locations may follow after commas */
    default Outcome migrate(String folder, String... settings) {
        return run("migrate", folder, settings);
    }

    default Outcome run(String command, String folder, String... settings) {
        List<String> arguments =
                new ArrayList<>(List.of(db().jdbcUrl(), command, "flyway.locations=classpath:db/" + folder));
        arguments.addAll(List.of(settings));
        return client().run(arguments);
    }

    /** The days on which partitions begin. */
    default List<String> bounds(String table) {
        return db().queryStrings(
                        "SELECT substring(pg_get_expr(c.relpartbound, c.oid) FROM '\\d{4}-\\d\\d-\\d\\d') FROM pg_inherits i"
                                + " JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = to_regclass(?) ORDER BY 1",
                        table);
    }

    /** As the server has them, in the order of their names. */
    default List<String> partitions(String table) {
        return db().queryStrings(
                        "SELECT c.relname || ' ' || pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits i"
                                + " JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = to_regclass(?) ORDER BY 1",
                        table);
    }

    default boolean exists(String table) {
        return db().queryLong("SELECT count(*) FROM pg_class WHERE relname = ?", table) > 0;
    }

    /** Versions that Flyway has written down, with whether they succeeded. */
    default List<String> history() {
        return db().queryStrings(
                        "SELECT version || ' ' || success FROM flyway_schema_history WHERE version IS NOT NULL ORDER BY 1");
    }
}
