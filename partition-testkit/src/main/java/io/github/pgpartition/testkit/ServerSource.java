package io.github.pgpartition.testkit;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where the server comes from: the setting {@code postgres}. */
sealed interface ServerSource permits EmbeddedSource, ContainerSource, UrlSource {

    /** A server that accepts connections, and its log where there is one to read. */
    record Running(ServerUrl url, Optional<Path> log) {}

    /** For a server that holds nothing of worth and many partitions. */
    Map<String, String> SETTINGS = Map.of(
            "fsync", "off",
            "full_page_writes", "off",
            "synchronous_commit", "off",
            "max_connections", "200",
            "max_prepared_transactions", "10",
            "max_locks_per_transaction", "256",
            "logging_collector", "off");

    Set<String> VERSIONS = Set.of("12", "13", "14", "15", "16", "17", "18");

    Running start();

    /** Fails when the server is not of the version that was asked for. */
    void check(int version);

    static ServerSource of(String postgres, String version) {
        return switch (postgres) {
            case "embedded" -> new EmbeddedSource(major(version));
            case "testcontainers" -> new ContainerSource(major(version));
            default -> new UrlSource(ServerUrl.parse(postgres));
        };
    }

    private static int major(String version) {
        if (!VERSIONS.contains(version)) {
            throw new IllegalArgumentException("postgres.version=" + version + ": 12 to 18 expected");
        }
        return Integer.parseInt(version);
    }
}
