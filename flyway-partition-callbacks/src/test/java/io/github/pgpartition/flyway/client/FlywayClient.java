package io.github.pgpartition.flyway.client;

import io.github.pgpartition.flyway.PartitionMaintenanceCallback;
import io.github.pgpartition.flyway.PartitionsConfigurationExtension;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jspecify.annotations.Nullable;

/**
 * A user of Flyway's API. Arguments: the URL, the command, then {@code key=value} each: {@code now} passes our callback with that time, {@code
 * anonymous} passes a callback of a class without a name, {@code table} sets a nested policy for that table, {@code set.lockTimeout} calls
 * that setter, {@code transactionalLock} is Flyway's setting, {@code classes} is a directory with more classes, {@code java} are names of {@link Migrations}, {@code checksum} is that of
 * one of them, and what begins with {@code flyway.} is a property for Flyway.
 */
public final class FlywayClient {

    /** Begins the last line of a run. */
    public static final String END = "END ";

    private FlywayClient() {}

    /** Each line that comes in is the arguments of one run, with tabs between; after its output comes {@link #END} with whether it succeeded. */
    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(END + run(out, line.split("\t", -1)));
        }
    }

    /** Whether it succeeded. What Flyway logs, callbacks say and errors are goes to the stream. */
    public static boolean run(PrintStream out, String... args) {
        Printed.to(out);
        try {
            Map<String, String> properties = new HashMap<>();
            Map<String, String> ours = new HashMap<>();
            for (String arg : Arrays.asList(args).subList(2, args.length)) {
                String[] parts = arg.split("=", 2);
                (parts[0].startsWith("flyway.") ? properties : ours).put(parts[0], parts[1]);
            }
            command(args[1], configured(args[0], properties, ours).load());
            return true;
        } catch (RuntimeException e) {
            out.println("FAILED " + e.getMessage());
            return false;
        }
    }

    private static FluentConfiguration configured(
            String url, Map<String, String> properties, Map<String, String> ours) {
        FluentConfiguration configuration = Flyway.configure(loader(ours.get("classes")))
                .dataSource(url, null, null)
                .loggers(Printed.class.getName())
                .configuration(properties);
        set(configuration, ours);
        if (ours.containsKey("java")) {
            Migrations.checksum = Integer.valueOf(ours.getOrDefault("checksum", "0"));
            configuration.javaMigrations(Migrations.of(ours.get("java")));
        }
        List<Callback> callbacks = new ArrayList<>();
        if (ours.containsKey("now")) {
            Instant now = Instant.parse(ours.get("now"));
            callbacks.add(new PartitionMaintenanceCallback(() -> now));
        }
        if (ours.containsKey("anonymous")) {
            callbacks.add(new Telling("anonymous") {});
        }
        return callbacks.isEmpty() ? configuration : configuration.callbacks(callbacks.toArray(Callback[]::new));
    }

    private static ClassLoader loader(@Nullable String directory) {
        ClassLoader own = FlywayClient.class.getClassLoader();
        try {
            return directory == null
                    ? own
                    : new URLClassLoader(new URL[] {Path.of(directory).toUri().toURL()}, own);
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @SuppressWarnings("deprecation")
    private static void set(FluentConfiguration configuration, Map<String, String> ours) {
        PartitionsConfigurationExtension extension =
                configuration.getPluginRegister().getPlugin(PartitionsConfigurationExtension.class);
        if (ours.containsKey("table")) {
            extension.setTable(Map.of(ours.get("table"), Map.of("interval", "1 day", "premake", 1)));
        }
        if (ours.containsKey("transactionalLock")) {
            configuration
                    .getPluginRegister()
                    .getPlugin(PostgreSQLConfigurationExtension.class)
                    .setTransactionalLock(Boolean.parseBoolean(ours.get("transactionalLock")));
        }
        if (ours.containsKey("set.lockTimeout")) {
            extension.setLockTimeout(ours.get("set.lockTimeout"));
        }
    }

    private static void command(String command, Flyway flyway) {
        switch (command) {
            case "migrate" -> flyway.migrate();
            case "validate" -> flyway.validate();
            case "info" -> flyway.info();
            case "baseline" -> flyway.baseline();
            case "clean" -> flyway.clean();
            default -> throw new IllegalArgumentException(command);
        }
    }

    /** A callback of the user's that has a name, to be named in {@code flyway.callbacks}. */
    public static final class Named extends Telling {
        public Named() {
            super("named");
        }
    }

    /** Says what it is called for. */
    public abstract static class Telling implements Callback {
        private final String name;

        protected Telling(String name) {
            this.name = name;
        }

        @Override
        public boolean supports(Event event, Context context) {
            return event == Event.AFTER_MIGRATE;
        }

        @Override
        public boolean canHandleInTransaction(Event event, Context context) {
            return true;
        }

        @Override
        public void handle(Event event, Context context) {
            Printed.line("callback " + name);
        }

        @Override
        public String getCallbackName() {
            return name;
        }
    }
}
