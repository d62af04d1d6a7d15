package io.github.pgpartition.execution;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.error.PartitioningException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a statement may wait for a lock, and so how long anybody may queue behind it, and how often it is tried again.
 *
 * <p>Below the server's {@code deadlock_timeout}, which is 1 s unless set, it is always we who give way in a deadlock.
 *
 * @param retries attempts after the first; with none left the step is deferred to the next pass
 */
public record LockPolicy(Duration timeout, int retries) {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|min)");
    private static final Duration MAX = Duration.ofMinutes(10);

    public static final LockPolicy DEFAULT = new LockPolicy(Duration.ofMillis(500), 20);

    public LockPolicy {
        requireNonNull(timeout, "timeout");
        if (timeout.toMillis() < 1 || timeout.compareTo(MAX) > 0) {
            throw new PartitioningException(
                    "Cannot use lockTimeout " + timeout.toMillis() + " ms",
                    "it is not between 1 ms and 10 minutes, and PostgreSQL reads 0 as waiting for ever",
                    "Keep it as short as your users can wait, such as 500 ms");
        }
        if (retries < 0) {
            throw new PartitioningException("Cannot use lockRetries " + retries, "it is negative", "Give 0 or more");
        }
    }

    /** The timeout as people write it: {@code 500ms}, {@code 2s}, {@code 1min}. A number without unit is refused. */
    public static LockPolicy of(String timeout, int retries) {
        Matcher matcher = DURATION.matcher(timeout.strip());
        if (!matcher.matches()) {
            throw new PartitioningException(
                    "Cannot use lockTimeout \"" + timeout + "\"",
                    "it is not a number with a unit",
                    "Write for example 500ms, 2s or 1min");
        }
        long count = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2);
        Duration duration = "s".equals(unit)
                ? Duration.ofSeconds(count)
                : "min".equals(unit) ? Duration.ofMinutes(count) : Duration.ofMillis(count);
        return new LockPolicy(duration, retries);
    }

    /** How long attempts may go on at something behind which no reader or writer waits: twenty times what they wait themselves. */
    public Duration patience() {
        return timeout.multipliedBy(20L * (retries + 1));
    }

    /** The same timeout, and one attempt. */
    public LockPolicy once() {
        return new LockPolicy(timeout, 0);
    }

    /** As PostgreSQL's settings have it. */
    public String setting() {
        return timeout.toMillis() + "ms";
    }
}
