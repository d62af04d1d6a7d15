package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import liquibase.database.core.PostgresDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrictKeysTest {

    private static final String PARTITION_OF_ATTRIBUTES =
            "endRange, online, partitionKey, partitionKeyExpression, partitionName, partitionSchemaName, partitionType, ranges,"
                    + " schemaName, startRange, tableName, tablespace, template, timeZone";

    @TempDir
    Path folder;

    @Test
    void unknownAttributeIsAnErrorInYaml() {
        assertThat(errors("createRangePartitionOf: { tableName: t, startRange: 1, endRage: 2 }"))
                .contains(
                        "createRangePartitionOf has no attribute 'endRage'. It takes " + PARTITION_OF_ATTRIBUTES + ".");
    }

    @Test
    void unknownAttributeIsAnErrorInXmlBySchema() {
        assertThatThrownBy(
                        () -> Changelogs.xml(folder, "<partition:createHashPartitionOf tableName=\"t\" modulo=\"2\"/>"))
                .hasMessageContaining("'modulo' is not allowed");
    }

    @Test
    void unknownBlockIsAnErrorInYaml() {
        assertThat(errors("""
                        createRangePartitionOf:
                                    tableName: t
                                    rnges:
                                      - range: { start: 1, end: 2 }
                        """))
                .contains("createRangePartitionOf has no attribute 'rnges'. It takes " + PARTITION_OF_ATTRIBUTES + ".");
    }

    @Test
    void unknownAttributeOfAnElementIsAnError() {
        assertThat(errors("""
                        createRangePartitionOf:
                                    tableName: t
                                    ranges:
                                      - range: { start: 1, stop: 2 }
                        """))
                .contains("createRangePartitionOf has no attribute 'stop' in 'range'. It takes column, end, start.");
    }

    /** Liquibase would keep the last one and drop the others. */
    @Test
    void bareMapsInAListAreAnError() {
        assertThat(errors("""
                        createRangePartitionOf:
                                    tableName: t
                                    ranges:
                                      - { start: 1, end: 2 }
                        """))
                .contains(
                        "createRangePartitionOf has 'start' in 'ranges', where every entry must begin with 'range:'.",
                        "createRangePartitionOf has 'end' in 'ranges', where every entry must begin with 'range:'.");
        assertThat(errors("""
                        createRangePartitionedTable:
                                    tableName: t
                                    partitionKey: a
                                    columns:
                                      - { name: a, type: int }
                                      - { name: b, type: int }
                        """))
                .contains(
                        "createRangePartitionedTable has 'name' in 'columns', where every entry must begin with 'column:'.");
    }

    @Test
    void unknownConstraintIsAnError() {
        assertThat(errors("""
                        createRangePartitionedTable:
                                    tableName: t
                                    partitionKey: a
                                    columns:
                                      - column: { name: a, type: int, constraints: { nulable: false } }
                        """))
                .containsExactly("createRangePartitionedTable has no attribute 'nulable' in 'constraints'.");
    }

    /** Inherited from core it would work on 5.0.4 and be ignored on 4.33.0. */
    @Test
    void partitionByOfNewerCoresIsRefused() {
        assertThat(errors("""
                        createRangePartitionedTable:
                                    tableName: t
                                    partitionKey: a
                                    partitionBy: RANGE (a)
                                    columns:
                                      - column: { name: a, type: int }
                        """))
                .singleElement()
                .asString()
                .startsWith("createRangePartitionedTable has no attribute 'partitionBy'. It takes ");
    }

    @Test
    void valueOfTheWrongTypeIsAnError() {
        assertThat(errors("createHashPartitionOf: { tableName: t, modulus: two, remainder: 0 }"))
                .contains("createHashPartitionOf has 'two' in 'modulus', which is not a whole number.");
        assertThat(errors("createDefaultPartitionOf: { tableName: t, online: 1 }"))
                .contains("createDefaultPartitionOf has '1' in 'online', which is neither true nor false.");
    }

    @Test
    void blockInPlaceOfAValueIsAnError() {
        assertThat(errors("createRangePartitionOf: { tableName: t, startRange: { value: 1 }, endRange: [1, 2] }"))
                .contains(
                        "createRangePartitionOf needs one value in 'startRange', and not a block.",
                        "createRangePartitionOf needs one value in 'endRange', and not a list of 2.");
    }

    @Test
    void attributesAreFoundWhateverTheirCaseAsInCore() {
        assertThat(errors("createRangePartitionOf: { tablename: t, STARTRANGE: 1, endrange: 2 }"))
                .isEmpty();
    }

    private List<String> errors(String change) {
        return Changelogs.errors(Changelogs.yaml(folder, "        - " + change).get(0), new PostgresDatabase());
    }
}
