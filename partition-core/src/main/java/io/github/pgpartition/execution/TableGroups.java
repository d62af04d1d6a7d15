package io.github.pgpartition.execution;

import io.github.pgpartition.registry.ManagedTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/** Tables that wait for their turns, and which of them take theirs together. */
final class TableGroups {

    /** As many are ours at a time. */
    private static final int LARGEST = 20;

    private final Deque<ManagedTable> waiting;
    private final ForeignKeyOrder order;
    private final int most;

    /** @param quick whether no hooks are asked: what those do takes its time, and may be anything, so each table then goes by itself */
    TableGroups(Collection<ManagedTable> waiting, ForeignKeyOrder order, boolean quick) {
        this.waiting = new ArrayDeque<>(waiting);
        this.order = order;
        most = quick ? LARGEST : 1;
    }

    boolean hasNext() {
        return !waiting.isEmpty();
    }

    /** A table that others refer to is planned once those are done: what keeps its partitions may be gone then. */
    List<ManagedTable> next() {
        List<ManagedTable> group = new ArrayList<>(List.of(waiting.remove()));
        while (group.size() < most
                && !waiting.isEmpty()
                && !order.isReferredTo(waiting.element().oid())) {
            group.add(waiting.remove());
        }
        return group;
    }

    /** They come next, in this order. */
    void putBack(List<ManagedTable> tables) {
        for (int i = tables.size() - 1; i >= 0; i--) {
            waiting.addFirst(tables.get(i));
        }
    }
}
