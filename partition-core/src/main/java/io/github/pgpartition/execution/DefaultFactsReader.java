package io.github.pgpartition.execution;

import io.github.pgpartition.maintenance.DefaultFacts;
import io.github.pgpartition.maintenance.DefaultObstacle;
import io.github.pgpartition.maintenance.DefaultObstacle.Effect;
import io.github.pgpartition.operation.GuardDefault;
import io.github.pgpartition.operation.RowTrigger;
import io.github.pgpartition.registry.History;
import io.github.pgpartition.registry.Registry;
import io.github.pgpartition.registry.RegistryQuery;
import io.github.pgpartition.sql.Identifier;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the catalog and the history know of DEFAULT partitions, all in one query. Takes no lock on them, and waits for the history as long as
 * for one lock.
 */
final class DefaultFactsReader {

    /**
     * First: whether it is ours; second: publications of whole schemas, which PostgreSQL 15 brought. Before that version, triggers that come
     * from the parent are internal ones, which only a superuser may disable.
     */
    private static final String SQL = """
            SELECT c.oid,
                   %s AS ours,
                   pg_catalog.row_security_active(c.oid) AS hidden,
                   c.relhasrules AS rules,
                   ARRAY(SELECT DISTINCT pg_catalog.format('%%I of %%s', coalesce(g.conname, f.conname), f.conrelid::pg_catalog.regclass)
                           FROM pg_catalog.pg_constraint f
                           LEFT JOIN pg_catalog.pg_constraint g ON g.oid = f.conparentid
                          WHERE f.contype = 'f' AND f.confrelid = c.oid
                          ORDER BY 1) AS referencing,
                   ARRAY(SELECT p.pubname::pg_catalog.text
                           FROM pg_catalog.pg_publication p
                          WHERE p.puballtables
                             OR EXISTS (SELECT FROM pg_catalog.pg_publication_rel r
                                         WHERE r.prpubid = p.oid
                                           AND r.prrelid IN (SELECT a.relid FROM pg_catalog.pg_partition_ancestors(c.oid) AS a(relid)))
                             %s
                          ORDER BY 1) AS publications,
                   ARRAY(SELECT a.attname::pg_catalog.text
                           FROM pg_catalog.pg_attribute a
                          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
                          ORDER BY a.attnum) AS columns,
                   ARRAY(SELECT t.tgname::pg_catalog.text
                           FROM pg_catalog.pg_trigger t
                          WHERE t.tgrelid = c.oid AND t.tgenabled = 'O' AND t.tgtype & 8 <> 0
                            AND (t.tgconstraint = 0 OR EXISTS (SELECT FROM pg_catalog.pg_constraint k
                                                                WHERE k.oid = t.tgconstraint AND k.contype = 't'))
                          ORDER BY 1) AS origin_triggers,
                   ARRAY(SELECT t.tgname::pg_catalog.text
                           FROM pg_catalog.pg_trigger t
                          WHERE t.tgrelid = c.oid AND t.tgenabled = 'A' AND t.tgtype & 8 <> 0
                            AND (t.tgconstraint = 0 OR EXISTS (SELECT FROM pg_catalog.pg_constraint k
                                                                WHERE k.oid = t.tgconstraint AND k.contype = 't'))
                          ORDER BY 1) AS always_triggers,
                   ARRAY(SELECT t.tgname::pg_catalog.text
                           FROM pg_catalog.pg_trigger t
                          WHERE t.tgrelid = c.oid AND t.tgenabled IN ('O', 'A') AND t.tgtype & 8 <> 0
                            AND t.tgisinternal AND t.tgconstraint = 0
                            AND pg_catalog.current_setting('is_superuser') = 'off'
                          ORDER BY 1) AS fixed_triggers,
                   ARRAY(SELECT k.conname::pg_catalog.text
                           FROM pg_catalog.pg_constraint k
                          WHERE k.conrelid = c.oid AND k.contype = 'c'
                            AND pg_catalog.starts_with(pg_catalog.obj_description(k.oid, 'pg_constraint'), ?)
                          ORDER BY 1) AS guards
              FROM pg_catalog.pg_class c
             WHERE c.oid = ANY (?::pg_catalog.oid[])
            """;

    private static final String IN_HISTORY = """
            EXISTS (SELECT FROM pgpartition.history h
                               WHERE h.partition_oid = c.oid AND h.partition_identity = %s
                                 AND h.action IN ('create', 'release_default') AND h.outcome = 'done')""";

    private static final String IN_SCHEMAS = """
            OR EXISTS (SELECT FROM pg_catalog.pg_publication_namespace s
                                         WHERE s.pnpubid = p.oid
                                           AND s.pnnspid IN (SELECT o.relnamespace
                                                               FROM pg_catalog.pg_partition_ancestors(c.oid) AS a(relid)
                                                               JOIN pg_catalog.pg_class o ON o.oid = a.relid))""";

    private final Connection connection;
    private final LockPolicy locks;

    /** @param locks of which one attempt is made: where somebody has the history locked, every table would wait for him */
    DefaultFactsReader(Connection connection, LockPolicy locks) {
        this.connection = connection;
        this.locks = locks.once();
    }

    Map<Long, DefaultFacts> read(Collection<Long> oids) throws SQLException {
        if (oids.isEmpty()) {
            return Map.of();
        }
        boolean schemas = connection.getMetaData().getDatabaseMajorVersion() >= 15;
        boolean history = new Registry(connection).isInstalled();
        String sql = String.format(
                Locale.ROOT,
                SQL,
                history ? String.format(Locale.ROOT, IN_HISTORY, History.IDENTITY) : "false",
                schemas ? IN_SCHEMAS : "");
        return RegistryLocks.run(
                connection,
                locks,
                () -> RegistryQuery.run(
                        connection,
                        locks.setting(),
                        sql,
                        (query, first) -> {
                            query.setString(first, GuardDefault.MARK);
                            query.setArray(first + 1, connection.createArrayOf("oid", oids.toArray()));
                        },
                        DefaultFactsReader::facts));
    }

    private static Map<Long, DefaultFacts> facts(ResultSet row) throws SQLException {
        Map<Long, DefaultFacts> facts = new HashMap<>();
        while (row.next()) {
            facts.put(row.getLong("oid"), factsOf(row));
        }
        return facts;
    }

    private static DefaultFacts factsOf(ResultSet row) throws SQLException {
        List<RowTrigger> triggers = new ArrayList<>();
        texts(row, "origin_triggers").forEach(t -> triggers.add(new RowTrigger(Identifier.of(t), false)));
        texts(row, "always_triggers").forEach(t -> triggers.add(new RowTrigger(Identifier.of(t), true)));
        return new DefaultFacts(
                row.getBoolean("ours"),
                obstacles(row),
                texts(row, "columns").stream().map(Identifier::of).toList(),
                triggers,
                texts(row, "guards").stream().map(Identifier::of).toList(),
                0,
                Map.of());
    }

    private static List<DefaultObstacle> obstacles(ResultSet row) throws SQLException {
        List<DefaultObstacle> obstacles = new ArrayList<>();
        if (row.getBoolean("hidden")) {
            obstacles.add(new DefaultObstacle(
                    "row security hides rows from this role: maintain it as a role with BYPASSRLS", Effect.READING));
        }
        for (String foreignKey : texts(row, "referencing")) {
            obstacles.add(new DefaultObstacle(
                    "foreign key " + foreignKey + " refers to its rows", Effect.MOVING_AND_PROMOTING));
        }
        if (row.getBoolean("rules")) {
            obstacles.add(new DefaultObstacle("it has rules, which would rewrite the DELETE", Effect.MOVING));
        }
        for (String trigger : texts(row, "fixed_triggers")) {
            obstacles.add(new DefaultObstacle(
                    "trigger " + Identifier.of(trigger).sql()
                            + " would fire: before PostgreSQL 15, only a superuser may disable one that comes from the parent",
                    Effect.MOVING));
        }
        for (String publication : texts(row, "publications")) {
            obstacles.add(new DefaultObstacle(
                    "publication " + Identifier.of(publication).sql()
                            + " would tell its subscribers that they are deleted, and not where they went",
                    Effect.MOVING));
        }
        return obstacles;
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return Arrays.asList((String[]) row.getArray(column).getArray());
    }
}
