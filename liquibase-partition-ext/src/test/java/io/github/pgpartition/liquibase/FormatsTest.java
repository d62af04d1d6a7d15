package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import liquibase.change.Change;
import liquibase.changelog.ChangeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormatsTest {

    /** What every release has to compute: another number here makes every user's {@code update} fail. */
    private static final List<String> CHECKSUMS = List.of(
            "9:5f25b15aac92e5f5fe0c64d36ad27260",
            "9:a4bac927faf4358be5118947edaf8378",
            "9:4153a3b8ad959fc3cce582a1c376f5e2",
            "9:e111c17e9ffe0fb426edd0ad8a8d6063",
            "9:93b8013ddb14c1dc4a580b311445ded9",
            "9:77420d9380b138c21e840a8712956d4b");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"xml", "yaml", "json"})
    void checksumsAreTheSameInEveryFormatAndRelease(String format) {
        List<String> checksums = Changelogs.onClassPath("changelog/events." + format).getChangeSets().stream()
                .map(FormatsTest::checksum)
                .toList();
        assertThat(checksums).isEqualTo(CHECKSUMS);
    }

    @Test
    void knobsAreNotPartOfTheChecksum() {
        String partition = "<partition:createRangePartitionOf tableName=\"t\" startRange=\"1\" endRange=\"2\"%s/>";
        assertThat(checksum(partition.replace("%s", " online=\"true\"")))
                .isEqualTo(checksum(partition.replace("%s", "")));
        assertThat(checksum(partition.replace("%s", " tablespace=\"x\"")))
                .isNotEqualTo(checksum(partition.replace("%s", "")));
    }

    @Test
    void emptyListIsNotPartOfTheChecksum() {
        Change range = Changelogs.yaml(folder, """
                                - createRangePartitionOf: { tableName: t, startRange: 1, endRange: 2, ranges: [] }
                        """).get(0);
        Change without = Changelogs.yaml(folder, """
                                - createRangePartitionOf: { tableName: t, startRange: 1, endRange: 2 }
                        """).get(0);
        assertThat(range.generateCheckSum()).isEqualTo(without.generateCheckSum());
    }

    @Test
    void orderOfValueElementsIsPartOfTheChecksum() {
        String change = "<partition:createListPartitionOf tableName=\"t\">%s</partition:createListPartitionOf>";
        String a = "<partition:value value=\"a\"/>";
        String b = "<partition:value value=\"b\"/>";
        assertThat(checksum(change.replace("%s", a + b))).isNotEqualTo(checksum(change.replace("%s", b + a)));
    }

    private String checksum(String change) {
        return Changelogs.xml(folder, change).get(0).generateCheckSum().toString();
    }

    private static String checksum(ChangeSet changeSet) {
        return changeSet.generateCheckSum(liquibase.ChecksumVersion.latest()).toString();
    }
}
