package io.github.pgpartition.registry;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.PolicyField;
import io.github.pgpartition.policy.Tenant;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlLiteral;
import io.github.pgpartition.sql.SqlStatement;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The registry's SQL, as text that any tool can run or print. */
public final class RegistrySql {

    /** In the order in which they build on each other. */
    private static final List<String> SCRIPTS =
            List.of("tables.sql", "found.sql", "layout.sql", "manage.sql", "tenants.sql", "views.sql");

    /** Of the schema. Goes up with each change of the scripts that is released; what an earlier one made, they change where it is. */
    static final int VERSION = 2;

    /** What the comment on the schema of this version begins with. */
    static final String BEGINNING_OF_COMMENT = "PgPartition, version " + VERSION + " ";

    private static final String SEPARATOR = "\n--;;\n";

    private static final String UNMANAGE_IF_MANAGED = """
            DO $pgpartition$
            DECLARE
                managed pg_catalog.regclass := %s;
            BEGIN
                IF pg_catalog.to_regprocedure('pgpartition.unmanage(pg_catalog.regclass)') IS NOT NULL THEN
                    PERFORM pgpartition.unmanage(managed);
                END IF;
            END
            $pgpartition$""";

    private RegistrySql() {}

    /**
     * Makes schema {@code pgpartition} with all that is in it, or brings an earlier version of it to this one. Each statement can run
     * again. What is there keeps its rows, its grants and what others made over it.
     */
    public static List<SqlStatement> install() {
        return Stream.concat(
                        SCRIPTS.stream()
                                .flatMap(script -> Arrays.stream(script(script).split(SEPARATOR, -1))),
                        Stream.of(version()))
                .map(String::strip)
                .map(SqlStatement::of)
                .toList();
    }

    /** Last, so that what was interrupted is done again. */
    private static String version() {
        return "COMMENT ON SCHEMA pgpartition IS '" + BEGINNING_OF_COMMENT
                + "of its tables: what is declared of partitioned tables, and what was done'";
    }

    /** The call that declares a policy: the same that people write in an SQL migration. */
    public static SqlStatement manage(PartitionPolicy policy) {
        Map<PolicyField, String> fields = policy.fields();
        String arguments = fields.entrySet().stream()
                .map(e -> ", " + e.getKey().column() + " => " + SqlLiteral.quote(e.getValue()))
                .collect(joining());
        return SqlStatement.of("SELECT pgpartition.manage(" + regclass(policy.table()) + arguments + ")");
    }

    public static SqlStatement unmanage(QualifiedName table) {
        return SqlStatement.of("SELECT pgpartition.unmanage(" + regclass(table) + ")");
    }

    /** The same, also where nothing was ever managed and the registry is not there. */
    public static SqlStatement unmanageIfManaged(QualifiedName table) {
        return SqlStatement.of(String.format(Locale.ROOT, UNMANAGE_IF_MANAGED, regclass(table)));
    }

    /** @param retention in place of the table's; null for the table's */
    public static SqlStatement addTenant(QualifiedName table, String tenant, @Nullable String retention) {
        String own = retention == null || retention.isBlank() ? "" : ", retention => " + SqlLiteral.quote(retention);
        return SqlStatement.of(
                "SELECT pgpartition.add_tenant(" + regclass(table) + ", " + SqlLiteral.quote(tenant) + own + ")");
    }

    public static SqlStatement removeTenant(QualifiedName table, String tenant) {
        return SqlStatement.of(
                "SELECT pgpartition.remove_tenant(" + regclass(table) + ", " + SqlLiteral.quote(tenant) + ")");
    }

    /** Declares all tenants of a table, in place of those that it has. */
    public static List<SqlStatement> replaceTenants(QualifiedName table, List<Tenant> tenants) {
        SqlStatement remove = SqlStatement.of("DELETE FROM pgpartition.managed_tenant WHERE relation = "
                + regclass(table)
                + "::pg_catalog.regclass::pg_catalog.oid AND seen_in = pgpartition.here()");
        return Stream.concat(
                        Stream.of(remove),
                        tenants.stream()
                                .map(t -> addTenant(
                                        table,
                                        t.value(),
                                        t.retention().map(Object::toString).orElse(null))))
                .toList();
    }

    private static String regclass(QualifiedName table) {
        return SqlLiteral.quote(table.sql());
    }

    private static String script(String name) {
        try (InputStream in = RegistrySql.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The jar lacks its resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
