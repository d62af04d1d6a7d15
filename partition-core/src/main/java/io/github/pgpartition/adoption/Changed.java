package io.github.pgpartition.adoption;

import static java.util.stream.Collectors.toMap;

import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.PolicyField;
import java.util.HashMap;
import java.util.Map;

/** A policy with one field changed. */
final class Changed {

    private Changed() {}

    static PartitionPolicy with(PartitionPolicy policy, PolicyField field, String value) {
        Map<String, String> fields = new HashMap<>(policy.fields().entrySet().stream()
                .collect(toMap(e -> e.getKey().fieldName(), Map.Entry::getValue)));
        fields.put(field.fieldName(), value);
        return PartitionPolicy.parse(policy.table(), fields);
    }
}
