package io.github.pgpartition.liquibase.change;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** What bounds a change takes, and the attributes that write them. */
enum BoundsKind {
    RANGE("startRange", "endRange", "ranges", "timeZone"),
    LIST("values", "timeZone"),
    HASH("modulus", "remainder"),
    DEFAULT();

    private final Set<String> attributes;

    BoundsKind(String... attributes) {
        this.attributes = Set.of(attributes);
    }

    /** Whether an attribute writes bounds, and none of the kinds is written with it. */
    static boolean isForeign(String attribute, Set<BoundsKind> kinds) {
        return !uses(EnumSet.copyOf(kinds), attribute) && uses(EnumSet.allOf(BoundsKind.class), attribute);
    }

    private static boolean uses(Set<BoundsKind> kinds, String attribute) {
        return kinds.stream().anyMatch(kind -> kind.attributes.contains(attribute));
    }

    @Override
    public String toString() {
        return Arrays.toString(attributes.toArray());
    }
}
