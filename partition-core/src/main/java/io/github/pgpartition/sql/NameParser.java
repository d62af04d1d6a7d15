package io.github.pgpartition.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads names that people write as PostgreSQL reads them: parts joined by dots, an unquoted part folded to lower case, in quotes two
 * quotes stand for one.
 *
 * <p>Folding is that of a UTF-8 server: ASCII letters only. See "Identifiers and Key Words" in the PostgreSQL documentation.
 */
final class NameParser {

    /** What PostgreSQL's scanner skips; every other character above ASCII is a letter to it. */
    private static final String BLANKS = " \t\n\r\f\u000b";

    private final String text;
    private int at;

    private NameParser(String text) {
        this.text = text;
    }

    static Identifier parseOne(String text) {
        List<Identifier> parts = parse(text);
        if (parts.size() != 1) {
            throw new InvalidNameException("\"" + text + "\" has " + parts.size()
                    + " parts where one name is expected. Put a name that holds a dot in double quotes.");
        }
        return parts.get(0);
    }

    static List<Identifier> parse(String text) {
        return new NameParser(text).parts();
    }

    private List<Identifier> parts() {
        List<Identifier> parts = new ArrayList<>();
        do {
            skipBlanks();
            parts.add(peek() == '"' ? quoted() : plain());
            skipBlanks();
        } while (skip('.'));
        if (at < text.length()) {
            throw wrong("unexpected \"" + text.substring(at) + "\" after "
                    + parts.get(parts.size() - 1).sql());
        }
        return parts;
    }

    private Identifier quoted() {
        StringBuilder name = new StringBuilder();
        at++;
        while (true) {
            if (at >= text.length()) {
                throw wrong("a double quote is not closed");
            }
            char c = text.charAt(at++);
            if (c != '"') {
                name.append(c);
            } else if (!skip('"')) {
                break;
            } else {
                name.append('"');
            }
        }
        if (name.isEmpty()) {
            throw wrong("a part in quotes is empty");
        }
        return new Identifier(name.toString());
    }

    private Identifier plain() {
        int start = at;
        while (at < text.length() && isNameCharacter(text.charAt(at), at == start)) {
            at++;
        }
        if (at == start) {
            throw wrong(
                    at < text.length()
                            ? "\"" + text.charAt(at) + "\" needs double quotes round the name"
                            : "a part is missing");
        }
        return new Identifier(foldAscii(text.substring(start, at)));
    }

    private static boolean isNameCharacter(char c, boolean first) {
        boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
        return letter || (!first && ((c >= '0' && c <= '9') || c == '$'));
    }

    static String foldAscii(String name) {
        StringBuilder folded = new StringBuilder(name);
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                folded.setCharAt(i, (char) (c + ('a' - 'A')));
            }
        }
        return folded.toString();
    }

    private void skipBlanks() {
        while (at < text.length() && BLANKS.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private boolean skip(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        if (there) {
            at++;
        }
        return there;
    }

    private InvalidNameException wrong(String why) {
        return new InvalidNameException("Cannot read the name '" + text + "': " + why
                + ". Write it as in SQL: app.events, or \"App\".\"Events\" where case or other characters matter.");
    }
}
