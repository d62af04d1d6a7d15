package io.github.pgpartition.policy;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

/** Times that people write in a policy: with an offset they are that moment, without one they are in the policy's zone. */
final class LocalText {

    private static final Pattern OFFSET =
            Pattern.compile(".*\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?([+-]\\d\\d(:?\\d\\d)?|Z)");

    private LocalText() {}

    static KeyPoint point(KeyEncoding key, String text) {
        String plain = text.strip().replace('T', ' ');
        if (OFFSET.matcher(plain).matches()) {
            return key.at(TimeText.instant(plain.replace("Z", "+00")));
        }
        Instant onTheClock = TimeText.instant(withSeconds(plain));
        return KeyPoint.of(onTheClock
                .atOffset(ZoneOffset.UTC)
                .toLocalDateTime()
                .atZone(key.axisZone())
                .toInstant());
    }

    private static String withSeconds(String text) {
        return text.matches(".* \\d\\d:\\d\\d") ? text + ":00" : text;
    }
}
