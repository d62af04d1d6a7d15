package io.github.pgpartition.index;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.operation.AttachIndex;
import io.github.pgpartition.operation.CreateIndex;
import io.github.pgpartition.operation.IndexDefinition;
import io.github.pgpartition.operation.IndexMode;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goes once through the tree as it was read: gives each partitioned table its index, attaches it above, and lists what leaves need. A
 * partition that is made later gets its index from the server, as soon as its parent has one.
 */
final class ParentIndexes {

    private final IndexDefinition definition;
    private final IndexNames names;
    private final IndexState state;
    private final ParentStatements statements;
    private final List<LeafTask> tasks = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> adopted = new ArrayList<>();
    private boolean changed;

    ParentIndexes(IndexDefinition definition, IndexState state, ParentStatements statements) {
        this.definition = definition;
        this.names = new IndexNames(definition.name());
        this.state = state;
        this.statements = statements;
    }

    /** A partitioned table's index: its name, and its OID, 0 where it was made just now. */
    private record Own(QualifiedName name, long oid, boolean valid) {}

    void run() throws SQLException {
        visit(state.root(), null);
    }

    /** What is left to do for leaves, the largest first, so that no connection is left alone with it at the end. */
    List<LeafTask> tasks() {
        return tasks.stream()
                .sorted(Comparator.comparing(LeafTask::bytes)
                        .reversed()
                        .thenComparing(t -> t.table().sql()))
                .toList();
    }

    /** What partitions had already under names of their own, and becomes part of the index. */
    List<String> adopted() {
        return adopted;
    }

    /** What no run can mend. */
    List<String> problems() {
        return problems;
    }

    /** Whether the tree looks different now. */
    boolean changed() {
        return changed;
    }

    private void visit(IndexNode node, @Nullable Own above) throws SQLException {
        Own own = existing(node, above);
        if (own == null && !node.needsIndexLast()) {
            own = create(node, IndexMode.ON_ONLY);
        }
        attach(node, own, above);
        boolean ready = below(node, own);
        if (own == null && ready) {
            attach(node, create(node, IndexMode.PLAIN), above);
        } else if (own != null && !own.valid() && ready) {
            revalidate(node, own);
        }
    }

    /** Whether everything below has what it needs. */
    private boolean below(IndexNode node, @Nullable Own own) throws SQLException {
        int tasksBefore = tasks.size();
        int problemsBefore = problems.size();
        for (IndexNode partition : node.partitions()) {
            if (partition.detachPending()) {
                continue;
            }
            switch (partition.kind()) {
                case PARTITIONED -> visit(partition, own);
                case LEAF -> leaf(partition, node, own);
                case FOREIGN -> {}
            }
        }
        return tasks.size() == tasksBefore && problems.size() == problemsBefore;
    }

    private void leaf(IndexNode leaf, IndexNode parent, @Nullable Own above) {
        FoundIndex attached =
                above == null ? null : leaf.attachedTo(above.oid()).orElse(null);
        if (attached != null) {
            if (!attached.valid()) {
                problems.add("index " + attached.name().sql() + " of " + leaf.table() + " is attached, but invalid: run"
                        + " REINDEX INDEX CONCURRENTLY " + attached.name().sql());
            }
            return;
        }
        FoundIndex ready = leaf.index(i -> !i.isAttached() && i.valid()).orElse(null);
        if (ready != null && above == null) {
            return;
        }
        if (ready != null) {
            adopt(leaf, ready.name());
        }
        FoundIndex leftover = leaf.index(i ->
                        !i.isAttached() && !i.valid() && names.isOurs(i.name().name()))
                .orElse(null);
        tasks.add(new LeafTask(
                leaf,
                parent.oid(),
                above == null ? null : above.name(),
                ready,
                ready == null ? leftover : null,
                newName(leaf.table(), leftover)));
    }

    private Identifier newName(QualifiedName table, @Nullable FoundIndex leftover) {
        return names.on(
                table,
                name -> state.taken().contains(name)
                        && (leftover == null || !leftover.name().equals(name)));
    }

    private @Nullable Own existing(IndexNode node, @Nullable Own above) {
        if (node.oid() == state.root().oid()) {
            QualifiedName wanted = node.table().sibling(definition.name());
            FoundIndex named = node.index(i -> i.name().equals(wanted)).orElse(null);
            if (named == null && state.taken().contains(wanted)) {
                throw new PartitioningException(
                        "Cannot add index " + definition.name().sql() + " to all partitions of "
                                + node.table().sql(),
                        "the schema has another relation of that name, which is not this index on this table",
                        "Choose another name, or drop or rename what has it");
            }
            return named == null ? null : own(named);
        }
        FoundIndex attached =
                above == null ? null : node.attachedTo(above.oid()).orElse(null);
        FoundIndex usable = attached != null
                ? attached
                : node.index(i -> !i.isAttached()
                                && (i.valid() || names.isOurs(i.name().name())))
                        .orElse(null);
        return usable == null ? null : own(usable);
    }

    private static Own own(FoundIndex index) {
        return new Own(index.name(), index.oid(), index.valid());
    }

    private Own create(IndexNode node, IndexMode mode) throws SQLException {
        Identifier name = node.oid() == state.root().oid()
                ? definition.name()
                : names.on(node.table(), n -> state.taken().contains(n));
        CreateIndex create = new CreateIndex(node.table(), name, definition, mode);
        statements.run(create);
        changed = true;
        return new Own(
                create.index(), 0, mode == IndexMode.PLAIN || node.partitions().isEmpty());
    }

    private void attach(IndexNode node, @Nullable Own own, @Nullable Own above) throws SQLException {
        boolean attached =
                own != null && above != null && node.attachedTo(above.oid()).isPresent();
        if (own != null && above != null && !attached) {
            if (own.oid() != 0) {
                adopt(node, own.name());
            }
            statements.run(new AttachIndex(above.name(), own.name()));
            changed = true;
        }
    }

    private void adopt(IndexNode node, QualifiedName index) {
        if (!names.isOurs(index.name())) {
            adopted.add("index " + index.sql() + " of " + node.table().sql()
                    + " is equal: it is to be attached, and then goes when "
                    + state.root().table().sibling(definition.name()).sql() + " is dropped");
        }
    }

    /** The partition that lacked it is gone, and nobody told the parent's index; attaching one again makes the server look. */
    private void revalidate(IndexNode node, Own own) throws SQLException {
        FoundIndex any = node.partitions().stream()
                .flatMap(p -> p.attachedTo(own.oid()).stream())
                .findFirst()
                .orElse(null);
        if (any != null) {
            statements.run(new AttachIndex(own.name(), any.name()));
        }
    }
}
