package io.github.pgpartition.liquibase.parser;

import static java.util.stream.Collectors.toMap;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A list of elements inside a change: {@code <partition:range …/>} in XML, {@code ranges: [{range: {…}}]} in YAML and JSON.
 *
 * @param list    the key of the list in YAML and JSON
 * @param element the name of one element
 * @param keys    the attributes of an element and their types; empty for core's own {@code column}, whose attributes core checks
 */
public record Block(String list, String element, Map<String, Class<?>> keys) {

    private static final String COLUMN = "column";

    public Block {
        keys = Map.copyOf(keys);
    }

    /** With attributes that are text. */
    public static Block of(String list, String element, String... keys) {
        return new Block(list, element, Arrays.stream(keys).collect(toMap(key -> key, key -> String.class)));
    }

    /** {@code column} with {@code constraints}, as in {@code createTable}. */
    public static Block columns() {
        return new Block("columns", COLUMN, Map.of());
    }

    boolean isCoreColumn() {
        return element.equals(COLUMN) && keys.isEmpty();
    }

    static Predicate<Block> list(String name) {
        return block -> block.list.equalsIgnoreCase(name);
    }

    static Predicate<Block> element(String name) {
        return block -> block.element.equalsIgnoreCase(name);
    }
}
