package io.github.pgpartition.examples.quickstart;

import java.util.Arrays;
import java.util.stream.Stream;

/** Command lines. */
final class Arguments {

    private Arguments() {}

    /** A command, the global options before it, and its own options behind it, as Liquibase's command line wants them. */
    static String[] of(String[] command, String[] options) {
        Stream<String> global = Stream.of(options).filter(Arguments::isGlobal);
        Stream<String> own = Stream.of(options).filter(o -> !isGlobal(o));
        return Stream.of(global, Arrays.stream(command), own).flatMap(s -> s).toArray(String[]::new);
    }

    private static boolean isGlobal(String option) {
        return option.startsWith("--show-banner") || option.startsWith("--log-level");
    }
}
