package io.github.pgpartition.benchmark;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** How long each statement waited for locks: all of its waits together, each as long as it was when it was seen last. */
final class LockWaits {

    private final Map<String, Map<String, Wait>> statements = new LinkedHashMap<>();

    /**
     * A wait that is not over.
     *
     * @param statement that waits: its transaction, as it has one of its own
     * @param since     tells one wait of a statement from another
     * @param lock      for people
     */
    record Wait(String statement, String since, String lock, Duration lasting) {}

    void see(Wait wait) {
        statements
                .computeIfAbsent(wait.statement(), s -> new LinkedHashMap<>())
                .merge(wait.since(), wait, LockWaits::longer);
    }

    private static Wait longer(Wait one, Wait other) {
        return one.lasting().compareTo(other.lasting()) >= 0 ? one : other;
    }

    /** Of the statement that waited longest. */
    Duration longest() {
        return statements.values().stream()
                .map(waits -> sum(waits.values()))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** What the statement that waited longest waited for. */
    String locks() {
        return statements.values().stream()
                .max(comparing(waits -> sum(waits.values())))
                .map(waits -> waits.values().stream()
                        .map(wait -> wait.lasting().toMillis() + " ms for " + wait.lock())
                        .collect(joining(", ")))
                .orElse("nothing");
    }

    /** How many statements were seen waiting. */
    int count() {
        return statements.size();
    }

    private static Duration sum(Collection<Wait> waits) {
        return waits.stream().map(Wait::lasting).reduce(Duration.ZERO, Duration::plus);
    }
}
