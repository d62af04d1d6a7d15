package io.github.pgpartition.flyway;

import io.github.pgpartition.flyway.Client.Outcome;
import io.github.pgpartition.flyway.client.FlywayClient;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A JVM with one version of Flyway. It does one run at a time, is used again, and ends with this JVM, which closes its input. */
final class ClientProcess {

    private static final Map<String, Queue<ClientProcess>> IDLE = new ConcurrentHashMap<>();

    private final Queue<ClientProcess> idle;
    private final PrintStream in;
    private final BufferedReader out;

    private ClientProcess(Queue<ClientProcess> idle, Process process) {
        this.idle = idle;
        in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        out = process.inputReader(StandardCharsets.UTF_8);
    }

    static ClientProcess of(String version) {
        Queue<ClientProcess> idle = IDLE.computeIfAbsent(version, v -> new ConcurrentLinkedQueue<>());
        ClientProcess client = idle.poll();
        return client == null ? start(version, idle) : client;
    }

    Outcome run(List<String> arguments) {
        in.println(String.join("\t", arguments));
        StringBuilder output = new StringBuilder();
        try {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(FlywayClient.END)) {
                    idle.add(this);
                    return new Outcome(line.equals(FlywayClient.END + true), output.toString());
                }
                output.append(line).append('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("The client's JVM ended: " + output);
    }

    private static ClientProcess start(String version, Queue<ClientProcess> idle) {
        Path clients = Path.of(System.getProperty("clients.directory", "target/clients"));
        String classPath = String.join(
                File.pathSeparator,
                System.getProperty("callback.jar", ""),
                clients.resolve(version) + "/*",
                clients.resolve("lib") + "/*",
                Path.of("target", "test-classes").toString());
        try {
            return new ClientProcess(
                    idle,
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-XX:TieredStopAtLevel=1",
                                    "-Duser.timezone=America/New_York",
                                    "-cp",
                                    classPath,
                                    FlywayClient.class.getName())
                            .redirectErrorStream(true)
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
