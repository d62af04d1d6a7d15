package io.github.pgpartition.sql;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;

/**
 * One name as PostgreSQL stores it: case kept, no quotes, at most 63 bytes of UTF-8.
 *
 * <p>{@link #sql()} always quotes, so that a name means the same whatever the keyword list of the server.
 */
public record Identifier(String value) implements Comparable<Identifier> {

    /** NAMEDATALEN - 1 of an ordinary server build, in bytes. */
    public static final int MAX_BYTES = 63;

    public Identifier {
        requireNonNull(value, "value");
        if (value.isEmpty()) {
            throw new InvalidNameException("A name is empty. Give it at least one character.");
        }
        if (value.indexOf('\0') >= 0) {
            throw new InvalidNameException("Name \"" + value.replace("\0", "\\0")
                    + "\" holds a NUL character, which PostgreSQL cannot store. Remove it.");
        }
        if (bytes(value) > MAX_BYTES) {
            throw new InvalidNameException(
                    "Name \"" + value + "\" is " + bytes(value) + " bytes long, and PostgreSQL keeps only " + MAX_BYTES
                            + ": it would cut the name silently. Shorten it.");
        }
    }

    public static Identifier of(String value) {
        return new Identifier(value);
    }

    /** Reads one name as PostgreSQL does: folded to lower case unless quoted. */
    public static Identifier parse(String text) {
        return NameParser.parseOne(text);
    }

    /** A generated name: {@code base + suffix}, with the base cut and hashed where both together are too long. */
    public static Identifier generated(String base, String suffix) {
        return GeneratedName.of(base, suffix);
    }

    /** Bytes that the text takes in a server whose encoding is UTF-8. */
    static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The name in double quotes. */
    public String sql() {
        return '"' + value.replace("\"", "\"\"") + '"';
    }

    @Override
    public int compareTo(Identifier other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return sql();
    }
}
