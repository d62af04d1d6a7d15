package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.liquibase.change.PartitionOfChange;
import java.nio.file.Path;
import java.util.List;
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
            "true"                                            | FOR VALUES IN ('true')
            [ { value: { value: "a,b" } }, { value: NULL } ]  | FOR VALUES IN ('a,b',NULL)
            [ { value: 1..3 } ]                               | FOR VALUES IN ('1..3')
            [ { value: " a " } ]                              | FOR VALUES IN (' a ')
            """)
    void readsValuesAsTheyAreWritten(String values, String expected) {
        assertThat(bounds("createListPartitionOf:\n            tableName: t\n            values: " + values))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # a change in YAML                                                            | what YAML made of it | where
            createListPartitionOf: { tableName: t, values: no }                           | false  | values
            createListPartitionOf: { tableName: t, values: [se, on, dk] }                 | true   | values
            createListPartitionOf: { tableName: t, values: [1e3] }                        | 1000.0 | values
            createListPartitionOf: { tableName: t, values: [ { value: { value: 1.10 } } ] } | 1.1  | value
            createListPartitionOf: { tableName: t, values: [ { value: yes } ] }           | true   | value
            createRangePartitionOf: { tableName: t, startRange: off, endRange: z }        | false  | startRange
            createRangePartitionOf: { tableName: t, ranges: [ { range: { start: 1.10, end: 9 } } ] } | 1.1 | start
            createDefaultPartitionOf: { tableName: t, partitionName: no }                 | false  | partitionName
            """)
    void whatYamlTakesForSomethingElseIsRefused(String change, String made, String where) {
        assertThat(errors(change))
                .contains(change.substring(0, change.indexOf(':')) + " has " + made + " without quotes in '" + where
                        + "', which YAML may have made of something else, as of yes, no or 1e3. Put it in quotes.");
    }

    @Test
    void wholeNumberForATextKeyIsRefused() {
        String table = """
                    - createListPartitionedTable: { tableName: t, partitionKey: k, columns: [ { column: { name: k, type: TYPE } } ] }
                    - createListPartitionOf: { tableName: t, values: [a1, 007] }
            """;
        assertThat(errors(table.replace("TYPE", "varchar(9)")))
                .containsExactly(
                        "Cannot use the bound 7 for a partition of \"t\": the key is text, and YAML makes one number of 7, 007 and"
                                + " 0x7. Put it in quotes.");
        assertThat(errors(table.replace("TYPE", "varchar(9)").replace("007", "'007'")))
                .isEmpty();
        assertThat(errors(table.replace("TYPE", "bigint").replace("a1, ", ""))).isEmpty();
    }

    /** Of the last of the changes. */
    private List<String> errors(String changes) {
        var all = Changelogs.yaml(folder, changes.startsWith(" ") ? changes : "        - " + changes);
        return Changelogs.errors(all.get(all.size() - 1), new PostgresDatabase());
    }

    private String bounds(String change) {
        return ((PartitionOfChange)
                        Changelogs.yaml(folder, "        - " + change).get(0))
                .bounds()
                .sql();
    }
}
