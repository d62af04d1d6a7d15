package io.github.pgpartition.flyway;

import java.util.Locale;
import java.util.regex.Pattern;

/** From the names of environment variables to those of settings. */
final class CamelCase {

    private static final Pattern NEXT_WORD = Pattern.compile("_(.)");

    private CamelCase() {}

    static String of(String upperCase) {
        return NEXT_WORD
                .matcher(upperCase.toLowerCase(Locale.ROOT))
                .replaceAll(word -> word.group(1).toUpperCase(Locale.ROOT));
    }
}
