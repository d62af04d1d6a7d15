package io.github.pgpartition.adoption;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.PolicyField;
import io.github.pgpartition.sql.QualifiedName;
import java.util.List;

/**
 * What was taken over.
 *
 * @param policy         that the table has now
 * @param managedBefore  whether the table was managed already: then nothing was written
 * @param partitions     that the policy covers, the odd ones too, in the order of their bounds; the DEFAULT partition is not among them
 * @param odd            why a partition is unlike those that the policy makes; one may have several reasons
 * @param tenants        that have partitions, and are registered
 * @param notes          on the table as a whole
 */
public record ImportReport(
        PartitionPolicy policy,
        boolean managedBefore,
        List<QualifiedName> partitions,
        List<OddPartition> odd,
        List<String> tenants,
        List<String> notes) {

    public ImportReport {
        requireNonNull(policy, "policy");
        partitions = List.copyOf(partitions);
        odd = List.copyOf(odd);
        tenants = List.copyOf(tenants);
        notes = List.copyOf(notes);
    }

    public QualifiedName table() {
        return policy.table();
    }

    /** For people; ends with a line feed. */
    public String toText() {
        StringBuilder text = new StringBuilder(table().sql() + ": ")
                .append(partitions.size())
                .append(partitions.size() == 1 ? " partition" : " partitions")
                .append(managedBefore ? " found, managed before and by the same policy as before" : " taken over")
                .append('\n');
        line(text, "policy: " + fields());
        if (!tenants.isEmpty()) {
            line(text, "tenants: '" + String.join("', '", tenants) + "'");
        }
        odd.forEach(o -> line(text, "odd: " + o.partition().sql() + ": " + o.reason()));
        notes.forEach(n -> line(text, "note: " + n));
        return text.toString();
    }

    private String fields() {
        return policy.fields().entrySet().stream()
                .filter(e -> e.getKey() != PolicyField.PARTITION_NAME)
                .map(e -> e.getKey().fieldName() + " " + e.getValue())
                .collect(joining(", "));
    }

    private static void line(StringBuilder text, String line) {
        text.append("  ").append(line).append('\n');
    }
}
