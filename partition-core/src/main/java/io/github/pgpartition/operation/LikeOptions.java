package io.github.pgpartition.operation;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.error.PartitioningException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What {@code LIKE} copies. Options come in the order in which PostgreSQL reads them: all {@code INCLUDING}, then all {@code EXCLUDING}.
 */
public record LikeOptions(List<String> including, List<String> excluding) {

    private static final Set<String> KNOWN = Set.of(
            "ALL",
            "COMMENTS",
            "COMPRESSION",
            "CONSTRAINTS",
            "DEFAULTS",
            "GENERATED",
            "IDENTITY",
            "INDEXES",
            "STATISTICS",
            "STORAGE");

    public static final LikeOptions ALL = new LikeOptions(List.of("ALL"), List.of());

    /**
     * Everything that ATTACH does not bring itself. It brings indexes; and an identity column must not get a sequence of its own, or a
     * direct insert meets keys that are taken.
     */
    public static final LikeOptions FOR_PARTITION = new LikeOptions(List.of("ALL"), List.of("INDEXES", "IDENTITY"));

    public LikeOptions {
        including = known(including);
        excluding = known(excluding);
    }

    /** Comma-separated lists as people write them; both left out means {@code INCLUDING ALL}. */
    public static LikeOptions parse(String including, String excluding) {
        List<String> included = including.isBlank() ? List.of("ALL") : split(including);
        return new LikeOptions(included, split(excluding));
    }

    /** Without one more. */
    LikeOptions excluding(String option) {
        return new LikeOptions(
                including, Stream.concat(excluding.stream(), Stream.of(option)).toList());
    }

    public String sql() {
        return Stream.concat(
                        including.stream().map(o -> " INCLUDING " + o),
                        excluding.stream().map(o -> " EXCLUDING " + o))
                .collect(joining());
    }

    private static List<String> split(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .filter(o -> !o.isEmpty())
                .toList();
    }

    private static List<String> known(List<String> options) {
        return options.stream()
                .map(o -> o.toUpperCase(Locale.ROOT))
                .map(LikeOptions::known)
                .toList();
    }

    private static String known(String option) {
        if (!KNOWN.contains(option)) {
            throw new PartitioningException(
                    "Cannot copy a table LIKE another",
                    "\"" + option + "\" is not an option of LIKE",
                    "Use one of " + KNOWN.stream().sorted().collect(joining(", ")));
        }
        return option;
    }
}
