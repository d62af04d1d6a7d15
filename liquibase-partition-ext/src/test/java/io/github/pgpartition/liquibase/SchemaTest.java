package io.github.pgpartition.liquibase;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.liquibase.change.ManagePartitionsChange;
import io.github.pgpartition.liquibase.change.PartitionChange;
import io.github.pgpartition.liquibase.change.PartitionIndexColumn;
import io.github.pgpartition.liquibase.change.PartitionRange;
import io.github.pgpartition.liquibase.change.PartitionValue;
import io.github.pgpartition.liquibase.precondition.PartitionPrecondition;
import io.github.pgpartition.policy.PolicyField;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import liquibase.change.Change;
import liquibase.change.ChangeParameterMetaData;
import liquibase.precondition.Precondition;
import liquibase.serializer.LiquibaseSerializable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The XSD says what the code says, and says it in words too. */
class SchemaTest {

    private static final String XSD = "/pgpartition.github.io/xml/ns/liquibase-partition/liquibase-partition-1.0.xsd";
    private static final String W3C = "http://www.w3.org/2001/XMLSchema";

    private final Document schema = schema();

    static Stream<PartitionChange> changes() {
        return ServiceLoader.load(Change.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(PartitionChange.class::isInstance)
                .map(PartitionChange.class::cast);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void everyChangeHasItsAttributesInTheSchema(PartitionChange change) {
        Set<String> nested = Set.of("columns", "ranges");
        Set<String> attributes = change.createChangeMetaData().getParameters().keySet().stream()
                .filter(name -> !nested.contains(name))
                .collect(toSet());
        assertThat(attributesOf(element(change.createChangeMetaData().getName())))
                .isEqualTo(attributes);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void everyAttributeIsDescribedAndNeedsNoDatabaseToBeComputed(PartitionChange change) {
        assertThat(change.createChangeMetaData().getParameters().values())
                .allSatisfy(attribute -> assertThat(attribute.getDescription()).isNotBlank())
                .allSatisfy(attribute ->
                        assertThat(attribute.getSupportedDatabases()).doesNotContain(ChangeParameterMetaData.COMPUTE));
    }

    @Test
    void everyElementHasItsAttributesInTheSchema() {
        for (LiquibaseSerializable element :
                Set.of(new PartitionIndexColumn(), new PartitionRange(), new PartitionValue())) {
            assertThat(attributesOf(element(element.getSerializedObjectName())))
                    .isEqualTo(element.getSerializableFields());
        }
    }

    @Test
    void everyPreconditionHasItsAttributesInTheSchema() {
        List<Precondition> preconditions = ServiceLoader.load(Precondition.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(PartitionPrecondition.class::isInstance)
                .toList();
        assertThat(preconditions).hasSize(3);
        for (Precondition precondition : preconditions) {
            assertThat(attributesOf(element(precondition.getName()))).isEqualTo(precondition.getSerializableFields());
        }
    }

    @Test
    void everyElementAndAttributeIsDocumented() {
        assertThat(Stream.of("element", "attribute").flatMap(this::all))
                .allSatisfy(e ->
                        assertThat(documentation(e)).as(e.getAttribute("name")).isNotBlank());
    }

    @Test
    void managePartitionsTakesEveryFieldOfThePolicy() {
        Set<String> expected = new TreeSet<>(Set.of("schemaName", "tableName"));
        Arrays.stream(PolicyField.values()).map(PolicyField::fieldName).forEach(expected::add);
        assertThat(new ManagePartitionsChange()
                        .createChangeMetaData()
                        .getParameters()
                        .keySet())
                .isEqualTo(expected);
    }

    private Element element(String name) {
        return all("element")
                .filter(e -> e.getAttribute("name").equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("The XSD lacks " + name));
    }

    private Set<String> attributesOf(Element element) {
        Set<String> names = new HashSet<>();
        children(element, "attribute").forEach(a -> names.add(a.getAttribute("name")));
        children(element, "attributeGroup")
                .map(g -> g.getAttribute("ref"))
                .flatMap(ref ->
                        all("attributeGroup").filter(g -> g.getAttribute("name").equals(ref)))
                .forEach(group -> names.addAll(attributesOf(group)));
        return names;
    }

    private static String documentation(Element element) {
        return children(element, "documentation")
                .map(Element::getTextContent)
                .findFirst()
                .orElse("");
    }

    /** Named ones: those that only refer to another are documented there. */
    private Stream<Element> all(String name) {
        return elements(schema.getElementsByTagNameNS(W3C, name)).filter(e -> e.hasAttribute("name"));
    }

    private static Stream<Element> children(Element element, String name) {
        return elements(element.getElementsByTagNameNS(W3C, name));
    }

    private static Stream<Element> elements(NodeList nodes) {
        return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i));
    }

    private static Document schema() {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        try (InputStream in = SchemaTest.class.getResourceAsStream(XSD)) {
            return factory.newDocumentBuilder().parse(in);
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }
}
