package io.github.pgpartition.index;

import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.Md5;
import io.github.pgpartition.sql.QualifiedName;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Names of indexes on partitions: {@code <index>_<7 hex digits>}, at most 63 bytes, the same at every run, also where nobody knows the
 * schema: an index is in that of its partition anyway.
 */
final class IndexNames {

    private static final int HASH_DIGITS = 7;

    private final String base;
    private final Pattern ours;

    IndexNames(Identifier index) {
        base = index.value();
        ours = Pattern.compile(Pattern.quote(cut(index) + "_") + "[0-9a-f]{" + HASH_DIGITS + "}");
    }

    /** What the index's own name and all those on partitions begin with. */
    static String beginning(Identifier index) {
        String cut = cut(index);
        return index.value().startsWith(cut) ? cut : longestCommon(cut, index.value());
    }

    /** A long name is cut, and gets a hash of its own instead of what is cut off. */
    private static String cut(Identifier index) {
        String example = Identifier.generated(index.value(), "_" + "0".repeat(HASH_DIGITS))
                .value();
        return example.substring(0, example.length() - HASH_DIGITS - 1);
    }

    private static String longestCommon(String a, String b) {
        int end = 0;
        while (end < a.length() && end < b.length() && a.charAt(end) == b.charAt(end)) {
            end++;
        }
        return a.substring(0, end);
    }

    Identifier on(QualifiedName partition) {
        return hashed(partition.name().sql());
    }

    /** Another one where that is taken, by something that is not ours. */
    Identifier on(QualifiedName partition, Predicate<QualifiedName> taken) {
        Identifier name = on(partition);
        for (int i = 1; taken.test(partition.sibling(name)); i++) {
            name = hashed(partition.name().sql() + "#" + i);
        }
        return name;
    }

    /** Whether we could have given it that name, to this partition or before it was renamed. */
    boolean isOurs(Identifier name) {
        return ours.matcher(name.value()).matches();
    }

    private Identifier hashed(String text) {
        return Identifier.generated(base, "_" + Md5.hex(text).substring(0, HASH_DIGITS));
    }
}
