package io.github.pgpartition.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LikeOptionsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # including            | excluding          | SQL
            ``                     | ``                 | ` INCLUDING ALL`
            ``                     | indexes            | ` INCLUDING ALL EXCLUDING INDEXES`
            all                    | indexes, Identity  | ` INCLUDING ALL EXCLUDING INDEXES EXCLUDING IDENTITY`
            defaults , constraints | ``                 | ` INCLUDING DEFAULTS INCLUDING CONSTRAINTS`
            defaults,,             | ``                 | ` INCLUDING DEFAULTS`
            """)
    void includesAllUnlessToldOtherwise(String including, String excluding, String sql) {
        assertThat(LikeOptions.parse(including, excluding).sql()).isEqualTo(sql);
    }

    @Test
    void refusesWhatLikeDoesNotKnow() {
        assertThatThrownBy(() -> LikeOptions.parse("triggers", ""))
                .hasMessage("Cannot copy a table LIKE another: \"TRIGGERS\" is not an option of LIKE. Use one of ALL,"
                        + " COMMENTS, COMPRESSION, CONSTRAINTS, DEFAULTS, GENERATED, IDENTITY, INDEXES, STATISTICS,"
                        + " STORAGE.");
    }
}
