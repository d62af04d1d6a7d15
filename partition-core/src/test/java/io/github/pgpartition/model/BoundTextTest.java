package io.github.pgpartition.model;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundTextTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            # text           | SQL
            2026-01-01       | '2026-01-01'
            MINVALUE         | MINVALUE
            MAXVALUE         | MAXVALUE
            NULL             | NULL
            null             | 'null'
            MinValue         | 'MinValue'
            'NULL'           | 'NULL'
            'MAXVALUE'       | 'MAXVALUE'
            ''               | ''
            'it''s'          | 'it''s'
            O'Brien          | 'O''Brien'
            'a' or 'b'       | '''a'' or ''b'''
            a,b              | 'a,b'
            1..3             | '1..3'
            """)
    void readsOneValueAsItStands(String text, String sql) {
        assertThat(BoundText.value(text).sql()).isEqualTo(sql);
    }

    @Test
    void keepsBlanksOfOneValue() {
        assertThat(BoundText.value(" a ").sql()).isEqualTo("' a '");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            # text               | SQL
            eu                   | 'eu'
            eu,us                | 'eu' 'us'
            eu , us              | 'eu' 'us'
            -2..3, 7, NULL       | '-2' '-1' '0' '1' '2' '3' '7' NULL
            5..5                 | '5'
            'a,b', c             | 'a,b' 'c'
            'it''s, so', O'Brien | 'it''s, so' 'O''Brien'
            '', 'NULL', NULL     | '' 'NULL' NULL
            '1..3'               | '1..3'
            1.5                  | '1.5'
            a..c                 | 'a..c'
            new york, são paulo  | 'new york' 'são paulo'
            """)
    void readsListWithoutTheBlanksRoundItsCommas(String text, String sql) {
        assertThat(BoundText.list(text).stream().map(BoundValue::sql).collect(joining(" ")))
                .isEqualTo(sql);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            # text      | message
            1,,2        | Cannot read the values "1,,2": a value is missing at a comma. Write '' for the empty string.
            1,          | Cannot read the values "1,": a value is missing at a comma. Write '' for the empty string.
            a, 'b       | Cannot read the values "'b": its quote is not closed. Close it, and write a quote inside as two.
            'a' b       | Cannot read the values "'a' b": text follows its quote. Put a comma between two values, and write a quote inside as two.
            3..1        | Cannot read the values "3..1": it counts down. Write the smaller number first.
            1..20000    | Cannot read the values "1..20000": it stands for 20000 values. Partition by range, which takes them as one bound.
            """)
    void refusesListThatMeansNothing(String text, String message) {
        assertThatThrownBy(() -> BoundText.list(text)).hasMessage(message.replace("\"\"", "\""));
    }
}
