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

    static final List<String> CHECKSUMS_OF_INDEXES = List.of(
            "9:a354ed7e8f24866372685d175d1d3d40",
            "9:8d9180642de16bbae6264bf7a75bbf65",
            "9:0bcaefa31e04e0ab0879cc9fe8719668",
            "9:4bd5342034e6aef78851a5a93fe6cf97");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"xml", "yaml", "json"})
    void checksumsAreTheSameInEveryFormatAndRelease(String format) {
        assertThat(checksumsOf("changelog/events." + format)).isEqualTo(CHECKSUMS);
        assertThat(checksumsOf("changelog/indexes." + format)).isEqualTo(CHECKSUMS_OF_INDEXES);
    }

    private static List<String> checksumsOf(String changelog) {
        return Changelogs.onClassPath(changelog).getChangeSets().stream()
                .map(FormatsTest::checksum)
                .toList();
    }

    @Test
    void howAnIndexIsBuiltIsNotPartOfTheChecksum() {
        String index =
                "<partition:addIndexOnAllPartitions tableName=\"t\" indexName=\"i\"%s><column name=\"a\"/></partition:addIndexOnAllPartitions>";
        String plain = checksum(index.replace("%s", ""));
        assertThat(checksum(index.replace("%s", " inThreads=\"4\" concurrently=\"false\"")))
                .isEqualTo(plain);
        assertThat(checksum(index.replace("%s", " storageParameters=\"fillfactor = 70\"")))
                .isNotEqualTo(plain);
        assertThat(checksum(index.replace("%s", "").replace("<column name=\"a\"", "<partition:column name=\"a\"")))
                .isEqualTo(plain);
        assertThat(checksum(index.replace("%s", "")
                        .replace("<column name=\"a\"", "<partition:column nullsFirst=\"true\" name=\"a\"")))
                .isNotEqualTo(plain);
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
