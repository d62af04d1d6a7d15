package io.github.pgpartition.index;

import io.github.pgpartition.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A table of the tree and its indexes that are equal to the wanted one.
 *
 * @param bytes   size of its main fork; 0 where it has none
 * @param indexes in the order of their OIDs
 */
record IndexNode(
        long oid,
        QualifiedName table,
        Kind kind,
        boolean detachPending,
        long bytes,
        List<FoundIndex> indexes,
        List<IndexNode> partitions) {

    enum Kind {
        PARTITIONED,
        LEAF,
        FOREIGN
    }

    IndexNode {
        indexes = List.copyOf(indexes);
        partitions = List.copyOf(partitions);
    }

    boolean isPartitioned() {
        return kind == Kind.PARTITIONED;
    }

    /**
     * Whether an index ON ONLY it could never become valid: the server counts a foreign table as a partition that lacks it. Then the
     * index is made last, over the partitions' own, which it takes in.
     */
    boolean needsIndexLast() {
        return partitions.stream().anyMatch(p -> p.kind == Kind.FOREIGN);
    }

    Stream<IndexNode> selfAndBelow() {
        return Stream.concat(Stream.of(this), partitions.stream().flatMap(IndexNode::selfAndBelow));
    }

    /** Its part of that index of the parent; none of one that was made just now, whose OID is 0. */
    Optional<FoundIndex> attachedTo(long parentIndex) {
        return index(i -> i.isAttached() && i.parentOid() == parentIndex);
    }

    Optional<FoundIndex> index(Predicate<FoundIndex> wanted) {
        return indexes.stream().filter(wanted).findFirst();
    }
}
