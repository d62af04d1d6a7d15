package io.github.pgpartition.execution;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.Present;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Which time it is for a pass. A clock that somebody gave counts alone. The system clock of a node may be wrong, and retention by a clock that is
 * years ahead would take everything: it is compared with that of the server. Then partitions are made by the server's, whose {@code now()} rows
 * have, and retention goes by the earlier of the two.
 */
public final class PassClock {

    /** Of the server, in milliseconds since 1970: for a query that is made anyway. */
    static final String SERVER =
            "(pg_catalog.date_part('epoch', pg_catalog.clock_timestamp()) * 1000)::pg_catalog.int8";

    private static final Duration TOLERATED = Duration.ofMinutes(1);

    private final InstantSource node;
    private final boolean compared;

    private PassClock(InstantSource node, boolean compared) {
        this.node = requireNonNull(node, "clock");
        this.compared = compared;
    }

    /** The clock that counts alone, but for that of the system, in whatever zone. */
    public static PassClock of(InstantSource clock) {
        return new PassClock(clock, isSystem(clock));
    }

    /** A clock that may be wrong, as that of the system may. */
    public static PassClock compared(InstantSource clock) {
        return new PassClock(clock, true);
    }

    private static boolean isSystem(InstantSource clock) {
        return clock.equals(InstantSource.system())
                || (clock instanceof Clock zoned
                        && zoned.withZone(ZoneOffset.UTC).equals(Clock.systemUTC()));
    }

    /** A present, and what people should know about it. */
    record Reading(Present present, Optional<String> warning) {}

    /** Beside the time of the server at this moment. */
    Reading beside(Instant server) {
        Instant own = node.instant();
        if (!compared) {
            return new Reading(Present.of(own), Optional.empty());
        }
        Present present = new Present(server, own.isBefore(server) ? own : server);
        return Duration.between(own, server).abs().compareTo(TOLERATED) <= 0
                ? new Reading(present, Optional.empty())
                : new Reading(
                        present,
                        Optional.of("the clock of this node says " + own + ", and that of the server " + server
                                + ": for all tables, partitions are made by the server's, and retention goes by the earlier"
                                + " of the two. Set the clock that is wrong"));
    }

    /** By the node's clock alone: for what is at stake when only the time of a look depends on it. */
    Instant node() {
        return node.instant();
    }

    /** Asks the server where that matters. */
    Reading read(Connection connection) throws SQLException {
        if (!compared) {
            return beside(Instant.EPOCH);
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + SERVER)) {
            row.next();
            return beside(Instant.ofEpochMilli(row.getLong(1)));
        }
    }

    /** The present for what is checked before it is declared. */
    public Instant now(Connection connection) {
        try {
            return read(connection).present().creation();
        } catch (SQLException e) {
            throw PartitioningException.refused(
                    "Cannot read the server's clock", "SELECT " + SERVER, e, "Check the connection");
        }
    }
}
