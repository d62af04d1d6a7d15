package io.github.pgpartition.error;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that was asked for cannot be done. The message has four parts: what failed, on which object, why, and what to do next.
 *
 * <p>Where the server refused a statement, {@link #sqlState()} and {@link #statement()} say which and how.
 */
public class PartitioningException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int STATEMENT_LENGTH = 300;
    private static final String CHECK_THE_CONNECTION = "Check the connection";
    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final String CONNECTION_EXCEPTION = "08";
    private static final String PROTOCOL_VIOLATION = "08P01";
    private static final Set<String> SHUTDOWN = Set.of("57P01", "57P02", "57P03");

    private final @Nullable String sqlState;
    private final @Nullable String statement;

    /**
     * @param what what failed, and on which object: {@code Cannot create partition "app"."events_p20260201"}
     * @param why  the reason, without a full stop
     * @param next what to do now, a sentence of its own, without a full stop
     */
    public PartitioningException(String what, String why, String next) {
        this(what + ": " + why + ". " + next + ".", null, null, null);
    }

    /** Of a message that has its four parts already. */
    public static PartitioningException of(String message) {
        return new PartitioningException(message);
    }

    protected PartitioningException(String message) {
        this(message, null, null, null);
    }

    private PartitioningException(
            String message, @Nullable String sqlState, @Nullable String statement, @Nullable Throwable cause) {
        super(message, cause);
        this.sqlState = sqlState;
        this.statement = statement;
    }

    /**
     * The server refused a statement. Its own words are the reason.
     *
     * @param next gives way to what is known to help: where it begins with {@link #CHECK_THE_CONNECTION}, and where the connection is lost
     */
    public static PartitioningException refused(String what, String statement, SQLException cause, String next) {
        return refusedWith(what, statement, cause, ServerLimit.of(cause).orElseGet(() -> known(cause, next)));
    }

    private static String known(SQLException cause, String next) {
        if (next.startsWith(CHECK_THE_CONNECTION)) {
            return advice(cause, next);
        }
        return isLost(cause) ? "The connection is lost; run it again, or let the next pass complete the work" : next;
    }

    /** Whatever was asked for had no part in it. */
    private static boolean isLost(SQLException cause) {
        String state = String.valueOf(cause.getSQLState());
        return (state.startsWith(CONNECTION_EXCEPTION) && !state.equals(PROTOCOL_VIOLATION))
                || SHUTDOWN.contains(state);
    }

    /**
     * The server refused a statement that needs a right which not every role has.
     *
     * @param right what to do where it is that right that is lacking, and only there
     */
    public static PartitioningException refusedOrForbidden(
            String what, String statement, SQLException cause, String right) {
        boolean forbidden = INSUFFICIENT_PRIVILEGE.equals(cause.getSQLState());
        return refused(what, statement, cause, forbidden ? right : "Correct what the server names, and run it again");
    }

    private static String advice(SQLException cause, String otherwise) {
        return switch (String.valueOf(cause.getSQLState())) {
            case INSUFFICIENT_PRIVILEGE -> "Give the role the rights that it needs: docs/privileges.md lists them";
            case "25006" ->
                "Sessions of this role are read-only: set default_transaction_read_only to off for it, or connect to the primary";
            default -> otherwise;
        };
    }

    private static PartitioningException refusedWith(String what, String statement, SQLException cause, String next) {
        String shortened = shorten(statement);
        String state = cause.getSQLState() == null ? "" : cause.getSQLState();
        String why = serverMessage(cause).replace("; Hint: " + next, "");
        String message = what + ": " + why + ". " + next + ". (SQLSTATE " + state + ", statement: " + shortened + ")";
        return new PartitioningException(message, state, shortened, cause);
    }

    /** Five characters that PostgreSQL's appendix A explains; empty where no server had a say. */
    public Optional<String> sqlState() {
        return Optional.ofNullable(sqlState);
    }

    /** The statement that was refused, shortened; empty where no server had a say. */
    public Optional<String> statement() {
        return Optional.ofNullable(statement);
    }

    private static String serverMessage(SQLException e) {
        String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String oneLine = text.replaceAll(
                        "\\s*\\n\\s*\\p{L}+ ?: \\d+(?=\\s*(\\n|$))",
                        "") // Position: 72, in a statement that nobody wrote
                .replaceAll(
                        "\\n\\s*Where: PL/pgSQL function pgpartition[.].*",
                        "") // our own, which says all there is to say
                .replaceAll("\\s*\\n\\s*", "; ")
                .strip();
        return oneLine.endsWith(".") ? oneLine.substring(0, oneLine.length() - 1) : oneLine;
    }

    private static String shorten(String statement) {
        String oneLine = statement.replaceAll("\\s+", " ").strip();
        return oneLine.length() <= STATEMENT_LENGTH ? oneLine : oneLine.substring(0, STATEMENT_LENGTH) + "…";
    }
}
