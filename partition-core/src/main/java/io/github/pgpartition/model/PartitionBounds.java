package io.github.pgpartition.model;

import io.github.pgpartition.sql.Md5;
import java.util.Optional;

/** Which rows a partition takes. */
public sealed interface PartitionBounds permits RangeBounds, ListBounds, HashBounds, DefaultBounds {

    /** The clause after the partition's name: {@code FOR VALUES …} or {@code DEFAULT}. */
    String sql();

    /** The strategy of a parent that may have such a partition; empty for DEFAULT, which ranges and lists may have. */
    Optional<PartitionStrategy> strategy();

    /** What names without a name of their own are hashed from: the clause after {@code FOR VALUES}. */
    default String clause() {
        return sql().substring("FOR VALUES ".length());
    }

    /** What the name of a partition that was given none ends in, after the name of its table. */
    default String nameSuffix() {
        return isDefault() ? "_default" : "_" + Md5.hex(clause()).substring(0, 7);
    }

    default boolean isDefault() {
        return false;
    }
}
