package io.github.pgpartition.sql;

/** Names that we make: never over 63 bytes, and two long ones with a common beginning stay different. */
final class GeneratedName {

    private static final int HASH_DIGITS = 7;

    private GeneratedName() {}

    static Identifier of(String base, String suffix) {
        if (Identifier.bytes(base + suffix) <= Identifier.MAX_BYTES) {
            return new Identifier(base + suffix);
        }
        String tail = "_" + Md5.hex(base).substring(0, HASH_DIGITS) + suffix;
        if (Identifier.bytes(tail) >= Identifier.MAX_BYTES) {
            throw new InvalidNameException("Cannot make a name that ends in \"" + suffix + "\": the ending alone is "
                    + Identifier.bytes(suffix) + " bytes long, and a name has " + Identifier.MAX_BYTES
                    + ". Shorten the template.");
        }
        return new Identifier(cut(base, Identifier.MAX_BYTES - Identifier.bytes(tail)) + tail);
    }

    /** The longest beginning of whole characters that takes at most so many bytes. */
    private static String cut(String text, int maxBytes) {
        int end = text.length();
        while (Identifier.bytes(text.substring(0, end)) > maxBytes) {
            end = text.offsetByCodePoints(end, -1);
        }
        return text.substring(0, end);
    }
}
