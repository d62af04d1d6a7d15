package io.github.pgpartition.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # written              | SQL
            events                 | "events"
            EVENTS                 | "events"
            "Events"               | "Events"
            app.events             | "app"."events"
            App.Events             | "app"."events"
            "App data"."Events"    | "App data"."Events"
            App."Events"           | "app"."Events"
            "a.b"                  | "a.b"
            "a.b".c                | "a.b"."c"
            "say ""hi\"""           | "say ""hi\"""
            _x1$                   | "_x1$"
            ` app . events `       | "app"."events"
            ` "App" . "Events" `   | "App"."Events"
            Größe                  | "größe"
            ÄPFEL                  | "Äpfel"
            日本                    | "日本"
            "select"               | "select"
            select                 | "select"
            """)
    void readsNamesAsPostgresqlDoes(String written, String sql) {
        assertThat(QualifiedName.parse(written).sql()).isEqualTo(sql);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # written  | why
            ``         | a part is missing
            .          | "." needs double quotes round the name
            app.       | a part is missing
            .events    | "." needs double quotes round the name
            app..e     | "." needs double quotes round the name
            1day       | "1" needs double quotes round the name
            $a         | "$" needs double quotes round the name
            a-b        | unexpected "-b" after "a"
            a b        | unexpected "b" after "a"
            "a"b       | unexpected "b" after "a"
            a;drop     | unexpected ";drop" after "a"
            "a         | a double quote is not closed
            "a"".b     | a double quote is not closed
            ""         | a part in quotes is empty
            """)
    void refusesWhatIsNoName(String written, String why) {
        assertThatThrownBy(() -> QualifiedName.parse(written))
                .isInstanceOf(InvalidNameException.class)
                .hasMessage(
                        "Cannot read the name '" + written + "': " + why
                                + ". Write it as in SQL: app.events, or \"App\".\"Events\" where case or other characters matter.");
    }

    @Test
    void refusesTooManyParts() {
        assertThatThrownBy(() -> QualifiedName.parse("db.app.events"))
                .hasMessage("Cannot read the name 'db.app.events': it has 3 parts, and a table has a schema and a name."
                        + " Put a name that holds a dot in double quotes.");
        assertThatThrownBy(() -> Identifier.parse("app.events"))
                .hasMessage("\"app.events\" has 2 parts where one name is expected. Put a name that holds a dot in"
                        + " double quotes.");
    }

    @Test
    void blanksArePostgresqlsAndNotUnicodes() {
        assertThat(Identifier.parse("\t\n\r\f\u000ba ").value()).isEqualTo("a");
        assertThat(Identifier.parse("a\u2003b").value()).isEqualTo("a\u2003b");
        assertThat(Identifier.parse("\u2003").value()).isEqualTo("\u2003");
    }

    @Test
    void keepsAsManyBytesAsPostgresql() {
        assertThat(Identifier.of("x".repeat(63)).value()).hasSize(63);
        assertThat(Identifier.of("ä".repeat(31) + "x").value()).hasSize(32);
        assertThatThrownBy(() -> Identifier.of("ä".repeat(32)))
                .hasMessage("Name \"" + "ä".repeat(32) + "\" is 64 bytes long, and PostgreSQL keeps only 63: it would"
                        + " cut the name silently. Shorten it.");
        assertThatThrownBy(() -> Identifier.parse("x".repeat(64))).isInstanceOf(InvalidNameException.class);
    }

    @Test
    void refusesEmptyNameAndNul() {
        assertThatThrownBy(() -> Identifier.of("")).hasMessage("A name is empty. Give it at least one character.");
        assertThatThrownBy(() -> Identifier.of("a\0b"))
                .hasMessage("Name \"a\\0b\" holds a NUL character, which PostgreSQL cannot store. Remove it.");
    }

    @Test
    void siblingIsInTheSameSchema() {
        assertThat(QualifiedName.of("App", "a").sibling(Identifier.of("b"))).isEqualTo(QualifiedName.of("App", "b"));
        assertThat(QualifiedName.of("a").sibling(Identifier.of("b"))).isEqualTo(QualifiedName.of("b"));
        assertThat(QualifiedName.of("a").schema()).isEmpty();
    }

    @Test
    void namesHaveAnOrder() {
        assertThat(java.util.stream.Stream.of("b.a", "a.b", "z", "a.a")
                        .map(QualifiedName::parse)
                        .sorted())
                .extracting(QualifiedName::sql)
                .containsExactly("\"z\"", "\"a\".\"a\"", "\"a\".\"b\"", "\"b\".\"a\"");
    }
}
