package io.github.pgpartition.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.DefaultBounds;
import io.github.pgpartition.model.HashBounds;
import io.github.pgpartition.model.ListBounds;
import io.github.pgpartition.model.RangeBounds;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParsingTest {

    private static final BoundsParser PARSER = new BoundsParser(true);

    @Test
    void readsWhatTheServerPrints() {
        assertThat(PARSER.parse("DEFAULT")).isEqualTo(new DefaultBounds());
        assertThat(PARSER.parse("FOR VALUES WITH (modulus 8, remainder 7)")).isEqualTo(new HashBounds(8, 7));
        assertThat(PARSER.parse("FOR VALUES FROM ('a TO (b)', MINVALUE) TO ('c''d', MAXVALUE)"))
                .isEqualTo(new RangeBounds(
                        List.of(BoundValue.of("a TO (b)"), BoundValue.MINVALUE),
                        List.of(BoundValue.of("c'd"), BoundValue.MAXVALUE)));
        assertThat(PARSER.parse("FOR VALUES IN (1, '-2', true, B'101', NULL, 'NULL', '')"))
                .isEqualTo(new ListBounds(List.of(
                        BoundValue.of("1"),
                        BoundValue.of("-2"),
                        BoundValue.of("true"),
                        BoundValue.of("101"),
                        BoundValue.NULL,
                        BoundValue.of("NULL"),
                        BoundValue.of(""))));
    }

    @Test
    void backslashesAreDoubledWhereStringsDoNotConform() {
        String printed = "FOR VALUES IN ('a\\\\b')";
        assertThat(PARSER.parse(printed)).isEqualTo(ListBounds.of("a\\\\b"));
        assertThat(new BoundsParser(false).parse(printed)).isEqualTo(ListBounds.of("a\\b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "FOR VALUES", "FOR VALUES OF (1)", "default", "FROM (1) TO (2)"})
    void refusesWhatTheServerDoesNotPrint(String text) {
        assertThatThrownBy(() -> PARSER.parse(text)).hasMessage("Cannot read partition bounds: " + text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # list                   | parts
            a                        | a
            a, b                     | a;b
            f(a, b), c               | f(a, b);c
            'a, b', "c, ""d"         | 'a, b';"c, ""d"
            ARRAY[1, 2], x           | ARRAY[1, 2];x
            ((a)::text + '('), b     | ((a)::text + '(');b
            """)
    void splitsAtTopLevelCommasOnly(String list, String parts) {
        assertThat(SqlTokens.splitList(list)).containsExactly(parts.split(";", -1));
    }

    @Test
    void saysWhatIsNotClosed() {
        assertThatThrownBy(() -> SqlTokens.splitList("'a")).hasMessage("A quote is not closed in: 'a");
        assertThatThrownBy(() -> SqlTokens.splitList("f(a")).hasMessage("A parenthesis is not closed in: f(a");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # in some zone                  | in UTC
            2026-01-01 00:00:00+01          | 2025-12-31 23:00:00+00
            2026-01-01 00:00:00.5-03:30     | 2026-01-01 03:30:00.5+00
            2026-01-01 00:00:00+00          | 2026-01-01 00:00:00+00
            1800-01-01 00:53:28+00:53:28    | 1800-01-01 00:00:00+00
            1799-12-31 23:58:45-00:01:15    | 1800-01-01 00:00:00+00
            12026-01-01 00:00:00+13:45      | 12025-12-31 10:15:00+00
            infinity                        | infinity
            0044-03-15 00:00:00+00 BC       | 0044-03-15 00:00:00+00 BC
            """)
    void writesTimesInUtc(String text, String utc) {
        assertThat(TimestampText.inUtc(text)).isEqualTo(utc);
    }
}
