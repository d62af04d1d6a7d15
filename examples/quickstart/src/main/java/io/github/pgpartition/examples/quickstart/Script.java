package io.github.pgpartition.examples.quickstart;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Makes a script short enough for a screen. */
final class Script {

    private Script() {}

    /** The statements about table {@code events}; Liquibase's own tables and the installation of the registry are left out. */
    static String essence(String script) {
        String withoutComments = script.lines().filter(l -> !l.startsWith("--")).collect(Collectors.joining("\n"));
        return Arrays.stream(withoutComments.split(";\\n", -1))
                .map(String::strip)
                .filter(s -> s.contains("events") && !s.toLowerCase(Locale.ROOT).contains("databasechangelog"))
                .map(s -> s + ";")
                .collect(Collectors.joining("\n"));
    }
}
