package io.github.pgpartition.model;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.Grant.Grantee;
import io.github.pgpartition.sql.Identifier;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Row security of a table. Who goes through the parent meets the parent's alone; this is for those who go to the partition.
 *
 * @param forced for the owner too
 */
public record RowSecurity(boolean enabled, boolean forced, List<Policy> policies) {

    public static final RowSecurity NONE = new RowSecurity(false, false, List.of());

    public RowSecurity {
        policies = List.copyOf(policies);
    }

    /**
     * A policy.
     *
     * @param command {@code ALL}, {@code SELECT}, {@code INSERT}, {@code UPDATE} or {@code DELETE}
     * @param using   the condition as the server prints it
     * @param check   as {@code using}, for new rows
     */
    public record Policy(
            Identifier name,
            boolean permissive,
            String command,
            List<Grantee> roles,
            @Nullable String using,
            @Nullable String check) {

        private static final Map<String, String> COMMANDS =
                Map.of("*", "ALL", "r", "SELECT", "a", "INSERT", "w", "UPDATE", "d", "DELETE");

        public Policy {
            requireNonNull(name, "name");
            requireNonNull(command, "command");
            if (!COMMANDS.containsValue(command)) {
                throw new IllegalArgumentException("Not a command of a policy: " + command);
            }
            roles = List.copyOf(roles);
        }

        /** The command of which the catalog has the letter. */
        public static String command(String letter) {
            return COMMANDS.getOrDefault(letter, letter);
        }
    }
}
