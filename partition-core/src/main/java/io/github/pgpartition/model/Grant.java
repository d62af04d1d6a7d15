package io.github.pgpartition.model;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.github.pgpartition.sql.Identifier;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Privileges that roles have on a table, or on one column of it.
 *
 * @param privileges as in GRANT: {@code SELECT}, {@code INSERT}
 * @param column     null for the whole table
 * @param grantable  WITH GRANT OPTION
 */
public record Grant(List<String> privileges, @Nullable Identifier column, List<Grantee> to, boolean grantable) {

    private static final Pattern PRIVILEGE = Pattern.compile("[A-Z]+( [A-Z]+)*");

    public Grant {
        privileges = List.copyOf(privileges);
        to = List.copyOf(to);
        if (privileges.isEmpty() || to.isEmpty()) {
            throw new IllegalArgumentException("A grant has a privilege and somebody who has it");
        }
        privileges.forEach(Grant::check);
    }

    private static void check(String privilege) {
        if (!PRIVILEGE.matcher(privilege).matches()) {
            throw new IllegalArgumentException("Not a privilege: " + privilege);
        }
    }

    /** A role, or everybody. */
    public record Grantee(@Nullable Identifier role) {

        public static final Grantee PUBLIC = new Grantee(null);

        public static Grantee of(String role) {
            return new Grantee(Identifier.of(role));
        }

        public String sql() {
            return role == null ? "PUBLIC" : role.sql();
        }
    }

    /** What stands between GRANT and ON: {@code SELECT, UPDATE} or {@code SELECT ("Id")}. */
    public String privilegesSql() {
        String of = column == null ? "" : " (" + requireNonNull(column).sql() + ")";
        return privileges.stream().map(p -> p + of).collect(joining(", "));
    }

    /** What stands after TO. */
    public String granteesSql() {
        return to.stream().map(Grantee::sql).collect(joining(", ")) + (grantable ? " WITH GRANT OPTION" : "");
    }
}
