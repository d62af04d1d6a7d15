package io.github.pgpartition.liquibase;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The JSON Schema of YAML and JSON changelogs, made from the XSD. Changes and preconditions of others are let through as they are. */
final class JsonSchema {

    static final String ID =
            "https://pgpartition.github.io/json/liquibase-partition/liquibase-partition-1.0.schema.json";

    private static final String DEFINITIONS = "#/definitions/";

    private static final List<String> SCALAR = List.of("string", "number", "boolean", "null");

    private final Xsd xsd;
    private final Set<String> changes;
    private final Set<String> preconditions;

    JsonSchema(Xsd xsd, Set<String> changes, Set<String> preconditions) {
        this.xsd = xsd;
        this.changes = changes;
        this.preconditions = preconditions;
    }

    String text() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "http://json-schema.org/draft-07/schema#");
        schema.put("$id", ID);
        schema.put("title", "PgPartition's changes in YAML and JSON changelogs of Liquibase");
        schema.put("type", "object");
        schema.put("properties", Map.of("databaseChangeLog", list(changeLogEntry())));
        schema.put("definitions", definitions());
        return json(schema, "") + "\n";
    }

    private Map<String, Object> changeLogEntry() {
        Map<String, Object> changeSet = new LinkedHashMap<>();
        changeSet.put("changes", list(oneOfOurs(changes)));
        changeSet.put("preConditions", list(oneOfOurs(preconditions)));
        return object(Map.of("changeSet", object(changeSet)));
    }

    private static Map<String, Object> oneOfOurs(Set<String> names) {
        Map<String, Object> ours = new LinkedHashMap<>();
        names.stream().sorted().forEach(name -> ours.put(name, Map.of("$ref", DEFINITIONS + name)));
        return object(ours);
    }

    private Map<String, Object> definitions() {
        Map<String, Object> definitions = new LinkedHashMap<>();
        for (Xsd.Element element : xsd.elements()) {
            definitions.put(element.name(), definition(element));
        }
        return definitions;
    }

    private Map<String, Object> definition(Xsd.Element element) {
        Map<String, Object> properties = new LinkedHashMap<>();
        element.attributes().forEach(attribute -> properties.put(attribute.name(), property(attribute)));
        element.elements()
                .forEach(name ->
                        properties.merge(name + "s", nested(name, element.own().contains(name)), JsonSchema::either));
        Map<String, Object> definition = new LinkedHashMap<>();
        definition.put("description", element.documentation());
        definition.put("type", "object");
        definition.put("properties", properties);
        definition.put("required", required(element));
        definition.put("additionalProperties", false);
        return definition;
    }

    private static List<String> required(Xsd.Element element) {
        return element.attributes().stream()
                .filter(Xsd.Attribute::required)
                .map(Xsd.Attribute::name)
                .toList();
    }

    private Map<String, Object> property(Xsd.Attribute attribute) {
        Map<String, Object> property = new LinkedHashMap<>();
        property.put("description", attribute.documentation());
        if (attribute.type().equals("string")) {
            property.put("type", SCALAR);
        } else {
            String plain = attribute.type().startsWith("boolean") ? "boolean" : "integer";
            property.put("type", List.of(plain, "string"));
            property.put("pattern", "^(" + xsd.pattern(attribute.type()) + ")$");
        }
        return property;
    }

    /** {@code ranges: [{range: {…}}]}; a table's column is core's own. */
    private static Map<String, Object> nested(String name, boolean ours) {
        Object element = ours ? Map.of("$ref", DEFINITIONS + name) : Map.of("type", "object");
        Map<String, Object> entry = new LinkedHashMap<>(object(Map.of(name, element)));
        entry.put("required", List.of(name));
        entry.put("additionalProperties", false);
        return list(entry);
    }

    /** {@code values} is an attribute, which YAML may write as a list, and a list of elements. */
    private static Object either(Object attribute, Object elements) {
        return Map.of("anyOf", List.of(attribute, elements, list(Map.of("type", SCALAR))));
    }

    private static Map<String, Object> object(Map<String, Object> properties) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("type", "object");
        object.put("properties", properties);
        return object;
    }

    private static Map<String, Object> list(Object items) {
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("type", "array");
        list.put("items", items);
        return list;
    }

    private static String json(Object value, String indent) {
        String deeper = indent + "  ";
        if (value instanceof Map<?, ?> map) {
            return map.isEmpty()
                    ? "{}"
                    : map.entrySet().stream()
                            .map(e -> deeper + quoted(e.getKey()) + ": " + json(e.getValue(), deeper))
                            .collect(joining(",\n", "{\n", "\n" + indent + "}"));
        }
        if (value instanceof List<?> list) {
            List<String> items = new ArrayList<>();
            list.forEach(item -> items.add(json(item, deeper)));
            boolean plain = list.stream().noneMatch(Map.class::isInstance);
            return plain
                    ? "[" + String.join(", ", items) + "]"
                    : items.stream().map(i -> deeper + i).collect(joining(",\n", "[\n", "\n" + indent + "]"));
        }
        return value instanceof Boolean ? value.toString() : quoted(value);
    }

    private static String quoted(Object text) {
        return '"' + text.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
