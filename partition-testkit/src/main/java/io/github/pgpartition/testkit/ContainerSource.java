package io.github.pgpartition.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The official image in a container, which goes with the JVM. */
record ContainerSource(int version) implements ServerSource {

    @Override
    public Running start() {
        PostgreSQLContainer container = new PostgreSQLContainer(image())
                .withCommand(command())
                .withDatabaseName("postgres")
                .withUsername("postgres")
                .withPassword("postgres")
                .withStartupTimeout(Duration.ofMinutes(2));
        Runtime.getRuntime().addShutdownHook(new Thread(container::stop, "postgres-container-stop"));
        container.start();
        int port = container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT);
        // First here: getHost() takes an engine that runs beside us in a container for one outside, and asks a helper
        // container.
        String host = answers("localhost", port) ? "localhost" : container.getHost();
        return new Running(new ServerUrl(host + ':' + port, "postgres", "postgres", "postgres", ""), Optional.empty());
    }

    @Override
    public void check(int actual) {
        if (actual != version) {
            throw new IllegalStateException(
                    "postgres.version=" + version + ", but the image " + image() + " runs PostgreSQL " + actual);
        }
    }

    private static boolean answers(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private String image() {
        return "postgres:" + version + "-alpine";
    }

    private static String[] command() {
        Stream<String> settings = SETTINGS.entrySet().stream()
                .flatMap(setting -> Stream.of("-c", setting.getKey() + '=' + setting.getValue()));
        return Stream.concat(Stream.of("postgres"), settings).toArray(String[]::new);
    }
}
