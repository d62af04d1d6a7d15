package io.github.pgpartition.maintenance;

import io.github.pgpartition.policy.KeyEncoding;
import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.policy.PartitionPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a plan is made from, and the findings that it has so far. */
record Scene(TableState state, PartitionPolicy policy, KeyEncoding key, Instant instant, List<Finding> findings) {

    private static final int NAMED = 5;

    /** As if what earlier passes detached were still in its place; what is found there is not told again. */
    Scene withLeftoversPutBack() {
        return new Scene(state.withLeftoversPutBack(), policy, key, instant, new ArrayList<>());
    }

    /** The present of a lane, by its name in {@link TableState#highestKey}; for a key that counts, its highest key. */
    KeyPoint now(String lane) {
        if (key.holdsTime()) {
            return key.at(instant);
        }
        KeyPoint highest = state.highestKey(lane);
        return highest != null ? highest : policy.startAt().map(key::parse).orElse(KeyPoint.of(0));
    }

    void find(String message) {
        findings.add(new Finding(state.table().name(), message));
    }

    /** One finding for all: where tenants were removed it stays until retention has taken their last partition. */
    void findUnregistered(List<String> tenants) {
        if (!tenants.isEmpty()) {
            String more = tenants.size() > NAMED ? " and " + (tenants.size() - NAMED) + " more" : "";
            find("no partitions are made for tenants that have some and are not registered: '"
                    + String.join("', '", tenants.subList(0, Math.min(NAMED, tenants.size()))) + "'" + more);
        }
    }
}
