package io.github.pgpartition.liquibase;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of {@code docs/operations}: what it says about one change. */
record DocsPage(Path file, String text) {

    private static final Path FOLDER = Path.of(System.getProperty("basedir", "."), "..", "docs", "operations");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\|");

    static List<DocsPage> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .map(DocsPage::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DocsPage read(Path file) {
        try {
            return new DocsPage(file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The change that the page is about. */
    String change() {
        return file.getFileName().toString().replace(".md", "");
    }

    /** SQL to run first; empty for a change that needs nothing. */
    String given() {
        return code("Given", "sql").orElse("");
    }

    /** A changeset in that format, {@code xml}, {@code yaml} or {@code json}. */
    Optional<String> changeSet(String format) {
        return code(format.toUpperCase(java.util.Locale.ROOT), format);
    }

    /** What update-sql prints for the change. */
    Optional<String> sql() {
        return code("SQL", "sql");
    }

    String rollback() {
        return section("Rollback").orElse("").strip();
    }

    /** The first column of the table of attributes. */
    Set<String> attributes() {
        return ROW.matcher(section("Attributes").orElse(""))
                .results()
                .map(row -> row.group(1))
                .collect(toCollection(TreeSet::new));
    }

    Optional<String> section(String title) {
        return first("(?ms)^## " + title + "\\n(.*?)(?=^## |\\z)", text);
    }

    private Optional<String> code(String title, String language) {
        return section(title).flatMap(section -> first("(?ms)^```" + language + "\\n(.*?)^```", section));
    }

    private static Optional<String> first(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().findFirst().map((MatchResult match) -> match.group(1));
    }

    @Override
    public String toString() {
        return change();
    }
}
