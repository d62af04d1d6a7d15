package io.github.pgpartition.liquibase.change;

import java.util.EnumSet;
import java.util.Set;

/** What bounds a change takes, and the attributes that write them. */
enum BoundsKind {
    RANGE,
    LIST,
    HASH,
    DEFAULT;

    private Set<String> attributes() {
        return switch (this) {
            case RANGE -> Set.of("startRange", "endRange", "ranges", "timeZone");
            case LIST -> Set.of("values", "timeZone");
            case HASH -> Set.of("modulus", "remainder");
            case DEFAULT -> Set.of();
        };
    }

    /** Whether an attribute writes bounds, and none of the kinds is written with it. */
    static boolean isForeign(String attribute, Set<BoundsKind> kinds) {
        return !uses(kinds, attribute) && uses(EnumSet.allOf(BoundsKind.class), attribute);
    }

    private static boolean uses(Set<BoundsKind> kinds, String attribute) {
        return kinds.stream().anyMatch(kind -> kind.attributes().contains(attribute));
    }
}
