package io.github.pgpartition.maintenance;

import io.github.pgpartition.policy.KeyRange;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Names for the partitions that a plan makes. */
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

    /** The name that the policy gives, with a number where something else has it: a hole would be worse than an odd name. */
    Identifier free(Lane lane, KeyRange range) {
        String label = lane.interval().label(range.from(), lane.zone());
        Identifier wanted = lane.policy().naming().name(table.name(), label);
        Identifier name = wanted;
        for (int i = 2; others.contains(name) || !taken.add(name); i++) {
            name = lane.policy().naming().name(table.name(), label + "_" + i);
        }
        report(
                wanted,
                name,
                "the partition from " + lane.key().write(range.from()).sql());
        return name;
    }

    /** {@code <table>_default}, with a number where something else has that name. */
    Identifier freeDefault(QualifiedName parent) {
        Identifier wanted = Identifier.generated(parent.name().value(), "_default");
        Identifier name = wanted;
        for (int i = 2; others.contains(name) || !taken.add(name); i++) {
            name = Identifier.generated(parent.name().value(), "_default_" + i);
        }
        report(wanted, name, "the DEFAULT partition");
        return name;
    }

    private void report(Identifier wanted, Identifier name, String what) {
        if (!name.equals(wanted)) {
            findings.add(new Finding(
                    table,
                    "the name " + table.sibling(wanted).sql() + " is taken by something else, so " + what
                            + " is called " + name.sql()));
        }
    }
}
