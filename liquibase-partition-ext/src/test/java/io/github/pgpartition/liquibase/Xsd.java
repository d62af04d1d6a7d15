package io.github.pgpartition.liquibase;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** The XML schema of the changes, read as far as it goes here: elements, their attributes, and the elements inside them. */
final class Xsd {

    private static final String RESOURCE =
            "/pgpartition.github.io/xml/ns/liquibase-partition/liquibase-partition-1.0.xsd";

    /** @param type without its prefix: {@code string}, {@code booleanExpression}, {@code integerExpression} */
    record Attribute(String name, String type, boolean required, String documentation) {}

    /**
     * @param elements the names of the elements that it takes, without prefix
     * @param own      those of them that this schema has, and not core's
     */
    record Element(
            String name, String documentation, List<Attribute> attributes, List<String> elements, List<String> own) {}

    private final Document document;

    private Xsd(Document document) {
        this.document = document;
    }

    static Xsd read() {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        try (InputStream in = Xsd.class.getResourceAsStream(RESOURCE)) {
            return new Xsd(factory.newDocumentBuilder().parse(in));
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Those that stand on their own, in the order of the file. */
    List<Element> elements() {
        return children(document.getDocumentElement(), "element")
                .map(this::element)
                .toList();
    }

    Element element(String name) {
        return elements().stream()
                .filter(element -> element.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("The XSD lacks " + name));
    }

    /** The words of a simple type of the schema's own; empty where it has only a pattern. */
    List<String> words(String type) {
        return facets(type, "enumeration").toList();
    }

    private Stream<String> facets(String type, String facet) {
        return children(document.getDocumentElement(), "simpleType")
                .filter(t -> t.getAttribute("name").equals(type))
                .flatMap(t -> Stream.concat(
                        Stream.of(t), children(t, "union").flatMap(union -> children(union, "simpleType"))))
                .flatMap(t -> children(t, "restriction"))
                .flatMap(t -> children(t, facet))
                .map(element -> element.getAttribute("value"));
    }

    /** The pattern of a simple type of the schema's own. */
    String pattern(String type) {
        return facets(type, "pattern").findFirst().orElseThrow(() -> new AssertionError("The XSD lacks type " + type));
    }

    private Element element(org.w3c.dom.Element element) {
        List<Attribute> attributes = new ArrayList<>();
        List<String> refs = new ArrayList<>();
        children(element, "complexType").forEach(type -> {
            attributes.addAll(attributes(type));
            children(type, "sequence", "choice")
                    .flatMap(group -> children(group, "element"))
                    .map(e -> e.getAttribute("ref"))
                    .forEach(refs::add);
        });
        return new Element(
                element.getAttribute("name"),
                documentation(element),
                attributes,
                refs.stream().map(Xsd::withoutPrefix).distinct().toList(),
                refs.stream().filter(ref -> !ref.contains(":")).toList());
    }

    private List<Attribute> attributes(org.w3c.dom.Element holder) {
        List<Attribute> attributes = new ArrayList<>();
        children(holder, "attributeGroup")
                .map(ref -> ref.getAttribute("ref"))
                .flatMap(ref -> children(document.getDocumentElement(), "attributeGroup")
                        .filter(group -> group.getAttribute("name").equals(ref)))
                .forEach(group -> attributes.addAll(attributes(group)));
        children(holder, "attribute")
                .map(a -> new Attribute(
                        a.getAttribute("name"),
                        withoutPrefix(a.getAttribute("type")),
                        a.getAttribute("use").equals("required"),
                        documentation(a)))
                .forEach(attributes::add);
        return attributes;
    }

    private static String documentation(org.w3c.dom.Element element) {
        return children(element, "annotation")
                .flatMap(a -> children(a, "documentation"))
                .map(Node::getTextContent)
                .findFirst()
                .orElse("")
                .strip();
    }

    private static Stream<org.w3c.dom.Element> children(org.w3c.dom.Element element, String... names) {
        return IntStream.range(0, element.getChildNodes().getLength())
                .mapToObj(element.getChildNodes()::item)
                .filter(org.w3c.dom.Element.class::isInstance)
                .map(org.w3c.dom.Element.class::cast)
                .filter(child -> List.of(names).contains(child.getLocalName()));
    }

    private static String withoutPrefix(String name) {
        return name.substring(name.indexOf(':') + 1);
    }
}
