package io.github.pgpartition.benchmark;

import io.github.pgpartition.testkit.PostgresDatabase;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The partitions of a schema's tables as they were, to go back to. */
record PartitionsSnapshot(PostgresDatabase database, String schema, List<Member> members) {

    record Member(String parent, String name, String bounds) {}

    static PartitionsSnapshot of(PostgresDatabase database, String schema) {
        return new PartitionsSnapshot(database, schema, read(database, schema));
    }

    private static List<Member> read(PostgresDatabase database, String schema) {
        return database.query(
                "SELECT i.inhparent::regclass::text, c.oid::regclass::text, pg_get_expr(c.relpartbound, 0)"
                        + " FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
                        + " WHERE c.relkind = 'r' AND c.relnamespace = to_regnamespace(?) ORDER BY c.oid",
                row -> new Member(row.getString(1), row.getString(2), row.getString(3)),
                schema);
    }

    /** Partitions that are new go, and those that have gone come again, empty. */
    void restore() {
        Set<String> wanted = new HashSet<>();
        members.forEach(m -> wanted.add(m.name()));
        Set<String> there = new HashSet<>();
        for (Member member : read(database, schema)) {
            there.add(member.name());
            if (!wanted.contains(member.name())) {
                database.execute("DROP TABLE " + member.name());
            }
        }
        for (Member member : members) {
            if (!there.contains(member.name())) {
                database.execute(
                        "CREATE TABLE " + member.name() + " PARTITION OF " + member.parent() + " " + member.bounds());
            }
        }
    }
}
