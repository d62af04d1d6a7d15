package io.github.pgpartition.maintenance;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Map;

/** Writes maps, lists, texts, numbers and booleans as JSON: all that a report is made of. */
final class Json {

    private Json() {}

    static String write(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(e -> text(String.valueOf(e.getKey())) + ":" + write(e.getValue()))
                    .collect(joining(",", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Json::write).collect(joining(",", "[", "]"));
        }
        return value instanceof Number || value instanceof Boolean
                ? String.valueOf(value)
                : text(String.valueOf(value));
    }

    private static String text(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.chars().forEach(c -> {
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < 0x20) {
                        json.append("\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        json.append((char) c);
                    }
                }
            }
        });
        return json.append('"').toString();
    }
}
