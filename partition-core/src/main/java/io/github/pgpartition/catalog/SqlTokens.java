package io.github.pgpartition.catalog;

import java.util.ArrayList;
import java.util.List;

/** Takes apart lists that the server has printed, minding quotes and parentheses. */
final class SqlTokens {

    private SqlTokens() {}

    /** The parts between top-level commas, stripped. */
    static List<String> splitList(String text) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        int at = 0;
        while (at < text.length()) {
            if (text.charAt(at) == ',') {
                parts.add(text.substring(start, at).strip());
                start = ++at;
            } else {
                at = endOfToken(text, at);
            }
        }
        parts.add(text.substring(start).strip());
        return parts;
    }

    /** The text inside the parenthesis that opens at {@code open}. */
    static String insideParentheses(String text, int open) {
        return text.substring(open + 1, endOfToken(text, open) - 1);
    }

    /** Where the quoted text, the parenthesis or the single character at {@code at} ends. */
    static int endOfToken(String text, int at) {
        return switch (text.charAt(at)) {
            case '\'', '"' -> endOfQuoted(text, at);
            case '(', '[' -> endOfGroup(text, at);
            default -> at + 1;
        };
    }

    private static int endOfQuoted(String text, int open) {
        char quote = text.charAt(open);
        int at = open + 1;
        while (at < text.length()) {
            boolean closing = text.charAt(at) == quote;
            boolean doubled = closing && at + 1 < text.length() && text.charAt(at + 1) == quote;
            if (closing && !doubled) {
                return at + 1;
            }
            at += doubled ? 2 : 1;
        }
        throw new IllegalArgumentException("A quote is not closed in: " + text);
    }

    private static int endOfGroup(String text, int open) {
        int at = open + 1;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ')' || c == ']') {
                return at + 1;
            }
            at = endOfToken(text, at);
        }
        throw new IllegalArgumentException("A parenthesis is not closed in: " + text);
    }
}
