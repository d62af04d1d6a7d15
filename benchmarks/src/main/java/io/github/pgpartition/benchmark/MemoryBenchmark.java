package io.github.pgpartition.benchmark;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Whether an idle pass over very many tables gets along with a small heap: it runs in a JVM that has no more. */
record MemoryBenchmark(ManagedTables tables, int megabytes) implements Benchmark {

    @Override
    public boolean run(Runner runner) throws Exception {
        tables.create();
        Process pass = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + megabytes + "m",
                        "-cp",
                        classPath(),
                        IdlePass.class.getName(),
                        tables.database().jdbcUrl())
                .inheritIO()
                .start();
        boolean good = pass.waitFor() == 0;
        runner.out()
                .printf(
                        Locale.ROOT,
                        "memory: an idle pass over %d tables x %d partitions %s in a heap of %d MiB%n",
                        tables.tables(),
                        tables.partitions(),
                        good ? "runs" : "DOES NOT RUN",
                        megabytes);
        return good;
    }

    /** Maven's exec plugin runs this in a class loader of its own, which the system property knows nothing of. */
    private static String classPath() {
        ClassLoader loader = MemoryBenchmark.class.getClassLoader();
        return loader instanceof URLClassLoader urls
                ? Arrays.stream(urls.getURLs()).map(URL::getPath).collect(Collectors.joining(":"))
                : System.getProperty("java.class.path");
    }
}
