package io.github.pgpartition.flyway;

import static io.github.pgpartition.flyway.PartitionSettingsException.wrong;

import io.github.pgpartition.policy.PartitionPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Policies as one text: {@code app.events: interval=1 day, premake=7, retention=90 days; app.logs: interval=1 month}.
 *
 * <p>Separators inside double quotes are part of a name. What stands between two commas without {@code =} belongs to the value before:
 * {@code hold=2025-01-01..2025-02-01, 2026-01-01..2026-02-01}.
 */
final class PolicyText {

    private PolicyText() {}

    static List<PartitionPolicy> read(String text) {
        List<PartitionPolicy> policies = new ArrayList<>();
        for (String part : split(text, ';', Integer.MAX_VALUE)) {
            if (!part.isBlank()) {
                policies.add(policy(part.strip()));
            }
        }
        return policies;
    }

    private static PartitionPolicy policy(String text) {
        List<String> parts = split(text, ':', 2);
        if (parts.size() < 2) {
            throw wrong(
                    Setting.POLICIES,
                    text,
                    "there is no colon after the table's name",
                    "Write for example app.events: interval=1 day, premake=7");
        }
        return PolicyFields.policy(parts.get(0).strip(), Setting.POLICIES.key(), fields(text, parts.get(1)));
    }

    private static Map<String, String> fields(String policy, String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        String last = "";
        for (String part : split(text, ',', Integer.MAX_VALUE)) {
            int equals = part.indexOf('=');
            if (equals < 0 && last.isEmpty()) {
                throw wrong(
                        Setting.POLICIES,
                        policy,
                        "'" + part.strip() + "' is not a field with a value",
                        "Write for example interval=1 day");
            }
            if (equals < 0) {
                fields.merge(last, part, (before, more) -> before + "," + more);
                continue;
            }
            last = part.substring(0, equals).strip();
            if (fields.putIfAbsent(last, part.substring(equals + 1)) != null) {
                throw wrong(Setting.POLICIES, policy, "it says " + last + " twice", "Say it once");
            }
        }
        return fields;
    }

    private static List<String> split(String text, char separator, int limit) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length() && parts.size() < limit - 1; i++) {
            char c = text.charAt(i);
            quoted ^= c == '"';
            if (c == separator && !quoted) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }
}
