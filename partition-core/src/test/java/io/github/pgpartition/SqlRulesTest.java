package io.github.pgpartition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the SQL in our sources is written; docs/decisions/0004-whose-operators.md says why. */
class SqlRulesTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final List<String> MODULES =
            List.of("partition-core", "liquibase-partition-ext", "flyway-partition-callbacks");

    private static final Pattern SQL =
            Pattern.compile("\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\\n]|\\\\.)*)\"", Pattern.DOTALL);

    /** What an OID or a name may not be compared with. */
    private static final Pattern UNTYPED_OPERAND = Pattern.compile(
            "(?:(?<![:<>!|-])[=<>~]|<>|<=|>=|\\|\\||->>?|(?:=|<>)\\s*(?:ANY|ALL)\\s*\\(|DISTINCT FROM|\\bIN\\s*\\()\\s*\\?(?!::)"
                    + "|(?:(?<!:)[=<>]|DISTINCT FROM)\\s*pg_catalog\\.(?:to_regclass|pg_partition_root)\\((?:[^()]|\\([^()]*\\))*\\)(?!::)"
                    + "|::(?:pg_catalog\\.)?regclass\\s*(?:[=<>]|\\bIN\\b)"
                    + "|->>?\\s*'[^']*'(?!::)");

    /** Whether it is an escape string, and what is in it. */
    private static final Pattern SQL_LITERAL = Pattern.compile("(\\bE)?'((?:[^']|'')*)'");

    /** Not one that names the columns of a part of the query. */
    private static final Pattern CALL =
            Pattern.compile("(?<![.\\w\"$%])(?<!\\bAS )([a-z_][a-z_0-9]*)\\((?![^()]*\\)\\s+AS (?:MATERIALIZED )?\\()");

    /** Not functions but syntax. */
    private static final Set<String> NO_FUNCTIONS = Set.of(
            "coalesce",
            "nullif",
            "greatest",
            "least",
            "row",
            "exists",
            "any",
            "all",
            "in",
            "values",
            "operator",
            "check",
            "key",
            "extract");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1 FROM t WHERE name = ?",
                "SELECT 1 FROM t WHERE oid = pg_catalog.to_regclass(?)",
                "SELECT 1 FROM t WHERE name = ANY (?)",
                "SELECT x ->> 'a' FROM t",
                "SELECT 1 FROM t WHERE 'x'::regclass = oid",
                "SELECT count(*) FROM t"
            })
    void slipsAreFound(String sql) {
        assertThat(slips("Slip.java", '"' + sql + '"')).hasSize(1);
    }

    @Test
    void noStatementLeavesItToTheSearchPathWhatItCalls() {
        assertThat(sources().flatMap(file -> slips(ROOT.relativize(file).toString(), read(file)).stream()))
                .isEmpty();
    }

    /** With standard_conforming_strings = off a backslash in a plain literal begins an escape. */
    @Test
    void backslashesAreInEscapeStringsOnly() {
        assertThat(backslashes("SELECT E'\\n', '[[:space:]]'")).isEmpty();
        assertThat(backslashes("SELECT 'it''s', '\\s+'")).containsExactly("'\\s+'");
        Stream<String> ofJava =
                sources().flatMap(file -> sqlIn(read(file)).stream().map(String::translateEscapes));
        Stream<String> ofResources = sources("src/main/resources", ".sql").map(SqlRulesTest::read);
        assertThat(Stream.concat(ofJava, ofResources).flatMap(sql -> backslashes(sql).stream()))
                .isEmpty();
    }

    /** A key that holds an expression is read under a lock on its table. */
    @Test
    void treesAreReadUnderALockPolicyOnly() {
        assertThat(sources().filter(file -> read(file).contains("new CatalogReader(")))
                .extracting(Path::getFileName)
                .containsExactly(Path.of("BoundedCatalog.java"));
    }

    private static List<String> backslashes(String sql) {
        return SQL_LITERAL
                .matcher(sql)
                .results()
                .filter(literal -> literal.group(1) == null && literal.group(2).contains("\\"))
                .map(MatchResult::group)
                .toList();
    }

    private static Stream<Path> sources() {
        return sources("src/main/java", ".java");
    }

    private static Stream<Path> sources(String folder, String end) {
        return MODULES.stream()
                .map(module -> ROOT.resolve(module).resolve(folder))
                .filter(Files::isDirectory)
                .flatMap(sources -> filesIn(sources, end).stream());
    }

    private static List<Path> filesIn(Path folder, String end) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(end)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> slips(String file, String source) {
        List<String> slips = new ArrayList<>();
        for (String text : sqlIn(source)) {
            add(slips, file, UNTYPED_OPERAND.matcher(text));
            addCalls(slips, file, CALL.matcher(text));
        }
        return slips;
    }

    /** As it is in the source, with the escapes of Java. */
    private static List<String> sqlIn(String source) {
        return SQL.matcher(source)
                .results()
                .map(literal -> literal.group(1) == null ? literal.group(2) : literal.group(1))
                .filter(text -> text.matches("(?s).*\\b(SELECT|INSERT|UPDATE|DELETE|EXECUTE|RAISE)\\b.*"))
                .toList();
    }

    private static void add(List<String> slips, String file, Matcher matcher) {
        while (matcher.find()) {
            slips.add(file + ": an operand without its type: " + matcher.group());
        }
    }

    private static void addCalls(List<String> slips, String file, Matcher matcher) {
        while (matcher.find()) {
            if (!NO_FUNCTIONS.contains(matcher.group(1))) {
                slips.add(file + ": a function without its schema: " + matcher.group());
            }
        }
    }
}
