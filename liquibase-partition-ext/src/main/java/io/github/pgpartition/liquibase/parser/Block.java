package io.github.pgpartition.liquibase.parser;

import java.util.Set;
import java.util.function.Predicate;

/**
 * A list of elements inside a change: {@code <partition:range …/>} in XML, {@code ranges: [{range: {…}}]} in YAML and JSON.
 *
 * @param list    the key of the list in YAML and JSON
 * @param element the name of one element
 * @param keys    the attributes of an element; those of core's own {@code column} are checked by core
 */
public record Block(String list, String element, Set<String> keys) {

    private static final String COLUMN = "column";

    public Block {
        keys = Set.copyOf(keys);
    }

    /** {@code column} with {@code constraints}, as in {@code createTable}. */
    public static Block columns() {
        return new Block("columns", COLUMN, Set.of());
    }

    boolean isCoreColumn() {
        return element.equals(COLUMN);
    }

    static Predicate<Block> list(String name) {
        return block -> block.list.equalsIgnoreCase(name);
    }

    static Predicate<Block> element(String name) {
        return block -> block.element.equalsIgnoreCase(name);
    }
}
