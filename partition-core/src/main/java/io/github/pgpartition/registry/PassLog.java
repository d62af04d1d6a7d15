package io.github.pgpartition.registry;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code pgpartition.last_pass}: when a pass was last at a table, and how it went. One statement for all tables. */
public final class PassLog {

    private static final String WRITE = """
            INSERT INTO pgpartition.last_pass AS l
                   (relation, last_pass_at, last_success_at, last_message, idle_version, idle_from, idle_until)
            SELECT p.relation, pg_catalog.now(), CASE WHEN p.message = ''::pg_catalog.text THEN pg_catalog.now() END, p.message,
                   p.version, ?::pg_catalog.timestamptz, p.until
              FROM ROWS FROM (pg_catalog.unnest(?::pg_catalog.oid[]), pg_catalog.unnest(?::pg_catalog.text[]),
                              pg_catalog.unnest(?::pg_catalog.text[]), pg_catalog.unnest(?::pg_catalog.timestamptz[]))
                   AS p(relation, message, version, until)
                ON CONFLICT (relation) DO UPDATE
               SET last_pass_at = excluded.last_pass_at,
                   last_success_at = coalesce(excluded.last_success_at, l.last_success_at),
                   last_message = excluded.last_message,
                   idle_version = excluded.idle_version,
                   idle_from = excluded.idle_from,
                   idle_until = excluded.idle_until
            """;

    private final Connection connection;

    public PassLog(Connection connection) {
        this.connection = connection;
    }

    /**
     * How a table was found.
     *
     * @param message what went wrong, or the empty text
     * @param version of the table, from {@link IdleTables}, where nothing is due; null where that is not known
     * @param idleUntil when it is to be looked at again, even if its version is the same
     */
    public record Entry(
            String message,
            @Nullable String version,
            @Nullable Instant idleUntil) {}

    /**
     * In autocommit.
     *
     * @param lockTimeout how long to wait for somebody who has locked it, as PostgreSQL writes it
     * @param now         of the pass
     */
    public void write(String lockTimeout, Instant now, Map<Long, Entry> entries) throws SQLException {
        if (entries.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = RegistryQuery.prepare(connection, lockTimeout, WRITE)) {
            insert.setObject(2, now.atOffset(ZoneOffset.UTC));
            insert.setArray(3, connection.createArrayOf("oid", entries.keySet().toArray()));
            insert.setArray(4, texts(entries, Entry::message));
            insert.setArray(5, texts(entries, Entry::version));
            insert.setArray(
                    6,
                    texts(
                            entries,
                            e -> e.idleUntil() == null ? null : e.idleUntil().toString()));
            insert.execute();
        }
    }

    private Array texts(Map<Long, Entry> entries, Function<Entry, @Nullable String> text) throws SQLException {
        return connection.createArrayOf(
                "text", entries.values().stream().map(text).toArray());
    }
}
