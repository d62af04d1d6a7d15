package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.liquibase.change.PartitionOfChange;
import java.nio.file.Path;
import java.util.TimeZone;
import liquibase.database.core.PostgresDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlValuesTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "America/New_York", "Pacific/Kiritimati"})
    void unquotedDateIsThatDateInEveryZone(String zone) {
        TimeZone before = TimeZone.getTimeZone(System.getProperty("user.timezone", "UTC"));
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        try {
            assertThat(bounds("createRangePartitionOf: { tableName: t, startRange: 2026-01-01, endRange: 2026-02-01 }"))
                    .isEqualTo("FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')");
            assertThat(bounds("createListPartitionOf: { tableName: t, values: [2026-01-01, 2026-01-02] }"))
                    .isEqualTo("FOR VALUES IN ('2026-01-01','2026-01-02')");
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void unquotedTimeWithAnOffsetIsRefused() {
        var change = Changelogs.yaml(
                        folder,
                        "        - createRangePartitionOf: { tableName: t, startRange: 2026-01-01 00:00:00 +02, endRange: 2026-02-01 }")
                .get(0);
        assertThat(Changelogs.errors(change, new PostgresDatabase()))
                .contains(
                        "createRangePartitionOf has a time without quotes in 'startRange', whose zone YAML has lost. Put it in quotes.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # values in YAML                                  | bounds
            1..3, NULL                                        | FOR VALUES IN ('1','2','3',NULL)
            NULL                                              | FOR VALUES IN (NULL)
            "'NULL'"                                          | FOR VALUES IN ('NULL')
            [1, 2, null]                                      | FOR VALUES IN ('1','2',NULL)
            true                                              | FOR VALUES IN ('true')
            [ { value: { value: "a,b" } }, { value: NULL } ]  | FOR VALUES IN ('a,b',NULL)
            [ { value: 1..3 } ]                               | FOR VALUES IN ('1..3')
            [ { value: " a " } ]                              | FOR VALUES IN (' a ')
            """)
    void readsValuesAsTheyAreWritten(String values, String expected) {
        assertThat(bounds("createListPartitionOf:\n            tableName: t\n            values: " + values))
                .isEqualTo(expected);
    }

    private String bounds(String change) {
        return ((PartitionOfChange)
                        Changelogs.yaml(folder, "        - " + change).get(0))
                .bounds()
                .sql();
    }
}
