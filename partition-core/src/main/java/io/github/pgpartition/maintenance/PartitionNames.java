package io.github.pgpartition.maintenance;

import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.HashBounds;
import io.github.pgpartition.model.ListBounds;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.policy.KeyRange;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/** Names for the partitions that a plan makes; all are made in the schema of the managed table. */
final class PartitionNames {

    private final QualifiedName table;
    private final Set<Identifier> taken = new HashSet<>();
    private final Set<Identifier> others;
    private final List<Finding> findings;

    PartitionNames(TableState state, List<Finding> findings) {
        table = state.table().name();
        others = state.takenNames();
        state.table().allPartitions().forEach(p -> taken.add(p.name().name()));
        this.findings = findings;
    }

    /** The name that the policy gives. */
    QualifiedName free(Lane lane, KeyRange range) {
        String label = lane.interval().label(range.from(), lane.zone());
        return free(
                number -> lane.policy().naming().name(table.name(), lane.tenant(), label + number),
                "the partition from " + lane.key().write(range.from()).sql());
    }

    /** Of the list partition of a tenant: {@code <table>_<tenant>}. */
    QualifiedName ofTenant(String tenant) {
        String name = table.name().value() + "_" + tenant;
        return free(number -> Identifier.generated(name, number), "the partition of tenant '" + tenant + "'");
    }

    /** Of a part of a partition: {@code <partition>_h0}, {@code <partition>_<value>}. */
    QualifiedName ofPart(QualifiedName partition, PartitionBounds bounds) {
        String name = partition.name().value() + "_" + word(bounds);
        return free(number -> Identifier.generated(name, number), "the part " + bounds.sql());
    }

    /** {@code <table>_default}. */
    QualifiedName ofDefault(QualifiedName parent) {
        String name = parent.name().value();
        return free(number -> Identifier.generated(name, "_default" + number), "the DEFAULT partition");
    }

    private static String word(PartitionBounds bounds) {
        if (bounds instanceof HashBounds hash) {
            return "h" + hash.remainder();
        }
        if (bounds instanceof ListBounds list) {
            return list.values().get(0) instanceof BoundValue.Literal literal
                    ? literal.text()
                    : list.values().get(0).sql().toLowerCase(Locale.ROOT);
        }
        return "default";
    }

    /** With a number where something else has the wanted name: a hole would be worse than an odd name. */
    private QualifiedName free(Function<String, Identifier> numbered, String what) {
        Identifier wanted = numbered.apply("");
        Identifier name = wanted;
        for (int i = 2; others.contains(name) || !taken.add(name); i++) {
            name = numbered.apply("_" + i);
        }
        if (!name.equals(wanted)) {
            findings.add(new Finding(
                    table,
                    "the name " + table.sibling(wanted).sql() + " is taken by something else, so " + what
                            + " is called " + name.sql()));
        }
        return table.sibling(name);
    }
}
