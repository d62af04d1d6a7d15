package io.github.pgpartition.model;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A time as PostgreSQL prints it under DateStyle ISO: {@code 2026-01-31}, {@code 2026-01-31 06:00:00.5}, {@code 2026-01-31 06:00:00+05:30}.
 *
 * <p>Read digit by digit: a pass reads two of them for each partition, and with a formatter of {@code java.time} that took longer than
 * everything else in it.
 *
 * @param offset null where none is printed
 */
public record TimeLiteral(LocalDateTime local, @Nullable ZoneOffset offset) {

    private static final int MICROSECOND_DIGITS = 6;

    /** Null for any other text: {@code infinity}, years BC, a day that no month has. */
    public static @Nullable TimeLiteral read(String text) {
        try {
            return new Reader(text).read();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Without an offset, as if it were UTC. */
    public Instant instant() {
        return local.toInstant(offset == null ? ZoneOffset.UTC : offset);
    }

    /** The same moment, as a server whose zone is UTC prints it. */
    public String inUtc() {
        LocalDateTime utc = offset == null ? local : local.minusSeconds(offset.getTotalSeconds());
        StringBuilder text = new StringBuilder(32);
        digits(text, utc.getYear(), 4).append('-');
        digits(text, utc.getMonthValue(), 2).append('-');
        digits(text, utc.getDayOfMonth(), 2).append(' ');
        digits(text, utc.getHour(), 2).append(':');
        digits(text, utc.getMinute(), 2).append(':');
        digits(text, utc.getSecond(), 2);
        int micros = utc.getNano() / 1_000;
        if (micros > 0) {
            digits(text.append('.'), micros, MICROSECOND_DIGITS);
            while (text.charAt(text.length() - 1) == '0') {
                text.setLength(text.length() - 1);
            }
        }
        return text.append("+00").toString();
    }

    private static StringBuilder digits(StringBuilder text, int value, int width) {
        String digits = Integer.toString(value);
        return text.append("0".repeat(Math.max(0, width - digits.length()))).append(digits);
    }

    private static final class Reader {

        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        TimeLiteral read() {
            int year = number(4, 6);
            int month = after('-');
            int day = after('-');
            LocalDateTime local = LocalDateTime.of(year, month, day, 0, 0);
            if (has(' ')) {
                int hour = after(' ');
                int minute = after(':');
                int second = after(':');
                local = LocalDateTime.of(year, month, day, hour, minute, second, nanos());
            }
            ZoneOffset offset = offset();
            if (at < text.length()) {
                throw new DateTimeException(text);
            }
            return new TimeLiteral(local, offset);
        }

        private int nanos() {
            if (!has('.')) {
                return 0;
            }
            int begin = ++at;
            int nanos = number(1, MICROSECOND_DIGITS);
            for (int digit = at - begin; digit < 9; digit++) {
                nanos *= 10;
            }
            return nanos;
        }

        private @Nullable ZoneOffset offset() {
            if (has('Z')) {
                at++;
                return ZoneOffset.UTC;
            }
            if (!has('+') && !has('-')) {
                return null;
            }
            int sign = has('-') ? -1 : 1;
            int hours = after(text.charAt(at));
            int minutes = has(':') ? after(':') : 0;
            int seconds = has(':') ? after(':') : 0;
            return ZoneOffset.ofHoursMinutesSeconds(sign * hours, sign * minutes, sign * seconds);
        }

        private boolean has(char character) {
            return at < text.length() && text.charAt(at) == character;
        }

        /** The two digits behind it. */
        private int after(char character) {
            if (!has(character)) {
                throw new DateTimeException(text);
            }
            at++;
            return number(2, 2);
        }

        private int number(int fewest, int most) {
            int begin = at;
            int value = 0;
            while (at < text.length() && at - begin < most && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                value = value * 10 + text.charAt(at) - '0';
                at++;
            }
            if (at - begin < fewest) {
                throw new DateTimeException(text);
            }
            return value;
        }
    }
}
