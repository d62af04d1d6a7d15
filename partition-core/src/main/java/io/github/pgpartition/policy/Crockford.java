package io.github.pgpartition.policy;

import java.math.BigInteger;

/** Crockford's base 32, as ULIDs are written. */
final class Crockford {

    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 26;
    private static final int BITS = 5;

    private Crockford() {}

    /** A shorter text is the beginning of one: it sorts before all that go on from it, as if zeros followed. */
    static BigInteger number(String text) {
        if (text.length() > LENGTH) {
            throw new NumberFormatException(text);
        }
        BigInteger number = BigInteger.ZERO;
        for (int at = 0; at < LENGTH; at++) {
            int digit = at < text.length() ? DIGITS.indexOf(text.charAt(at)) : 0;
            if (digit < 0) {
                throw new NumberFormatException(text);
            }
            number = number.shiftLeft(BITS).add(BigInteger.valueOf(digit));
        }
        return number;
    }

    static String text(BigInteger number) {
        StringBuilder text = new StringBuilder(LENGTH);
        for (int at = LENGTH - 1; at >= 0; at--) {
            text.append(DIGITS.charAt(number.shiftRight(at * BITS).intValue() & (DIGITS.length() - 1)));
        }
        return text.toString();
    }
}
