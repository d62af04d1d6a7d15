package io.github.pgpartition.benchmark;

import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.PostgresServer;
import java.util.Locale;

/** {@code mvn -q -Pbenchmark -pl benchmarks -am -Dbenchmark=index}: the name of a benchmark, and how many rounds it has. */
public final class Benchmarks {

    private static final double WARM_UP_SECONDS = 5;

    private Benchmarks() {}

    public static void main(String[] args) throws Exception {
        try (PostgresDatabase database = PostgresServer.shared().createDatabase()) {
            Benchmark benchmark = named(args[0], database);
            System.out.printf(
                    Locale.ROOT,
                    "PostgreSQL %d, %d processors, medians of %s%n",
                    database.serverVersion(),
                    Runtime.getRuntime().availableProcessors(),
                    args[1]);
            if (!benchmark.run(new Runner(Integer.parseInt(args[1]), WARM_UP_SECONDS, System.out))) {
                throw new IllegalStateException("Not within its limit: see the capital letters above");
            }
        }
    }

    private static Benchmark named(String name, PostgresDatabase database) {
        return switch (name) {
            case "index" -> IndexBenchmark.full(database);
            case "idle" -> IdleBenchmark.full(database);
            case "premake" -> PremakeBenchmark.full(database);
            case "retention" -> RetentionBenchmark.full(database);
            case "blocking" -> BlockingBenchmark.full(database);
            case "memory" -> new MemoryBenchmark(new ManagedTables(database, 5_000, 31, 0, false), 128);
            case "partman" -> PartmanBenchmark.full(database);
            default ->
                throw new IllegalArgumentException("No benchmark \"" + name
                        + "\": index, idle, premake, retention, blocking, memory or partman expected");
        };
    }
}
