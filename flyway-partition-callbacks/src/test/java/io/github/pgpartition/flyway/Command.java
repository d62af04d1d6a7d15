package io.github.pgpartition.flyway;

import io.github.pgpartition.flyway.Client.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A command of the operating system, in a directory, with more in its environment. */
record Command(List<String> words, Path directory, Map<String, String> environment) {

    /** What it prints, errors among it, and whether it ended well. */
    Outcome run(String... more) {
        try {
            List<String> all = new ArrayList<>(words);
            all.addAll(List.of(more));
            ProcessBuilder builder =
                    new ProcessBuilder(all).directory(directory.toFile()).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor() == 0, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Command with(String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return new Command(words, directory, more);
    }
}
