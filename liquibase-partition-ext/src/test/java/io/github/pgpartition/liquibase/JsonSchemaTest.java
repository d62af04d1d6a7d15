package io.github.pgpartition.liquibase;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.SnakeYamlNode;
import io.github.pgpartition.liquibase.change.PartitionChange;
import io.github.pgpartition.liquibase.parser.PartitionNamespace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import liquibase.precondition.Precondition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON Schema for editors says what the XSD says, and takes every example of the docs. */
class JsonSchemaTest {

    private static final Path FILE = Path.of(
            System.getProperty("basedir", "."),
            "src/main/resources/pgpartition.github.io/json/liquibase-partition/liquibase-partition-1.0.schema.json");

    private static final String SCHEMA = new JsonSchema(
                    Xsd.read(),
                    ContractTest.changes()
                            .map(PartitionChange::getSerializedObjectName)
                            .collect(toSet()),
                    preconditions())
            .text();

    static Stream<DocsPage> pages() {
        return DocsPage.all().stream();
    }

    @Test
    void schemaFollowsFromTheXsd() throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, SCHEMA);
        }
        assertThat(FILE).as("written by -Ddocs.write=true").content().isEqualTo(SCHEMA);
    }

    /** A copy that is left beside it would be shipped. */
    @Test
    void jarHasOneJsonSchema() throws IOException {
        Path resources = Path.of(System.getProperty("basedir", "."), "src/main/resources");
        try (Stream<Path> files = Files.walk(resources)) {
            assertThat(files.filter(file -> file.toString().endsWith(".json")).map(Path::getFileName))
                    .containsExactly(FILE.getFileName());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pages")
    void everyExampleIsValid(DocsPage page) {
        for (String format : List.of("yaml", "json")) {
            String changelog =
                    Changelogs.changelog(format, page.changeSet(format).orElseThrow());
            assertThat(errors(changelog)).as(format).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "createRangePartitionOf: { tableName: t, startRange: 2026-01-01, endRange: 2026-02-01, online: '${online}' }",
                "createRangePartitionOf: { tableName: t, ranges: [ { range: { column: a, start: 1, end: 2 } } ] }",
                "createListPartitionOf: { tableName: t, values: NULL }",
                "createListPartitionOf: { tableName: t, values: [1, 2, x] }",
                "createListPartitionOf: { tableName: t, values: [ { value: { value: 'a,b' } } ] }",
                "managePartitions: { tableName: t, interval: 1 day, tenants: [ { tenant: { id: 7, retention: 30 days } } ] }",
                "createTable: { tableName: t, anything: goes }"
            })
    void changeIsValid(String change) {
        assertThat(errors(changelog(change))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "createRangePartitionOf: { tableName: t, startRang: 1, endRange: 2 }",
                "createRangePartitionOf: { startRange: 1, endRange: 2 }",
                "createRangePartitionOf: { tableName: t, ranges: [ { column: a, start: 1, end: 2 } ] }",
                "createRangePartitionOf: { tableName: t, startRange: 1, endRange: 2, online: maybe }",
                "createListPartitionOf: { tableName: t, values: [ se, no ] }",
                "createListPartitionOf: { tableName: t, values: [ 1.10 ] }",
                "createHashPartitionOf: { tableName: t, modulus: 2.5, remainder: 0 }",
                "managePartitions: { tableName: t, interval: 1 day, tenants: [ { tenant: { retention: 30 days } } ] }",
                "createListPartitionOf: { tableName: t, values: [ { value: { valu: a } } ] }"
            })
    void changeIsNotValid(String change) {
        assertThat(errors(changelog(change))).isNotEmpty();
    }

    private static String changelog(String change) {
        return "databaseChangeLog: [ { changeSet: { id: 1, author: test, changes: [ { " + change + " } ] } } ]";
    }

    private static List<dev.harrel.jsonschema.Error> errors(String changelog) {
        Validator validator = new ValidatorFactory()
                .withJsonNodeFactory(new SnakeYamlNode.Factory())
                .createValidator();
        URI schema = validator.registerSchema(URI.create(JsonSchema.ID), SCHEMA);
        return validator.validate(schema, changelog).getErrors();
    }

    private static Set<String> preconditions() {
        return ServiceLoader.load(Precondition.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(p -> PartitionNamespace.NAMESPACE.equals(p.getSerializedObjectNamespace()))
                .map(Precondition::getName)
                .collect(toSet());
    }
}
