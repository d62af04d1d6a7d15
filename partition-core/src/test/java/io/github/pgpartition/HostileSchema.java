package io.github.pgpartition;

import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Role;
import java.util.List;

/**
 * A schema in front of a role's {@code search_path} that has an operator for every pair of types that our SQL compares, whether
 * {@code pg_catalog} has it or not. The role may not execute them, and the server looks at that before a statement starts: one that would
 * call them is refused even where there is no row to call them for.
 */
final class HostileSchema {

    private static final String OPERATORS = """
            DO $$
            DECLARE
                l text;
                r text;
                op text;
                types CONSTANT text[] := ARRAY['oid', 'regclass', 'name', 'text', 'varchar', 'bpchar', '"char"', 'bool', 'int2', 'int4', 'int8',
                    'numeric', 'jsonb', 'timestamptz', 'interval', 'date', 'uuid', 'xid', 'text[]', 'oid[]', 'int4[]', 'int2[]', '"char"[]', 'aclitem[]', 'int2vector', 'oidvector'];
            BEGIN
                FOREACH l IN ARRAY types LOOP
                    FOREACH r IN ARRAY types LOOP
                        EXECUTE format('CREATE FUNCTION hostile.f(%s, %s) RETURNS bool LANGUAGE plpgsql AS
                            ''BEGIN RAISE EXCEPTION USING MESSAGE = ''''hostile operator called''''; END''', l, r);
                        FOREACH op IN ARRAY ARRAY['=', '<>', '<', '<=', '>', '>=', '||', '+', '-', '*', '/', '~', '~~', '!~', '->>'] LOOP
                            EXECUTE format('CREATE OPERATOR hostile.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = hostile.f)', op, l, r);
                        END LOOP;
                    END LOOP;
                END LOOP;
            END
            $$""";

    private HostileSchema() {}

    /** A role that owns its own tables, and finds the schema first. */
    static Role role(PostgresDatabase db) {
        Role role = db.role("victim");
        db.execute(
                "CREATE SCHEMA hostile",
                OPERATORS,
                "REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA hostile FROM PUBLIC",
                "GRANT USAGE ON SCHEMA hostile TO " + role.name(),
                "GRANT CREATE ON DATABASE " + db.name() + " TO " + role.name(),
                "ALTER ROLE " + role.name() + " SET search_path = hostile, public");
        return role;
    }

    /** What was made from operators and functions of the schema: views, CHECKs, indexes. */
    static List<String> dependents(PostgresDatabase db) {
        return db.queryStrings("""
                SELECT DISTINCT pg_describe_object(d.classid, d.objid, d.objsubid)
                  FROM pg_depend d
                 WHERE d.deptype = 'n'
                   AND (d.refclassid = 'pg_operator'::regclass AND d.refobjid IN (SELECT oid FROM pg_operator WHERE oprnamespace = 'hostile'::regnamespace)
                        OR d.refclassid = 'pg_proc'::regclass AND d.refobjid IN (SELECT oid FROM pg_proc WHERE pronamespace = 'hostile'::regnamespace))
                   AND d.classid <> 'pg_operator'::regclass""");
    }
}
