package io.github.pgpartition.maintenance;

import io.github.pgpartition.policy.KeyEncoding;
import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.policy.KeyRange;
import io.github.pgpartition.policy.PartitionPolicy;
import java.util.ArrayList;
import java.util.List;

/** What a plan is made from, and the findings that it has so far. */
record Scene(TableState state, PartitionPolicy policy, KeyEncoding key, Present present, List<Finding> findings) {

    private static final int NAMED = 5;

    /** As if what earlier passes detached were still in its place; what is found there is not told again. */
    Scene withLeftoversPutBack() {
        return new Scene(state.withLeftoversPutBack(), policy, key, present, new ArrayList<>());
    }

    /**
     * The present of a lane, by its name in {@link TableState#highestKey}. For a key that counts it is the highest key; where there is no
     * row, startAt or else the beginning of the lowest partition, which was made where rows are expected; 0 where there is none.
     *
     * @param covered all that has a partition, in the order of the starts
     */
    KeyPoint now(String lane, List<KeyRange> covered) {
        if (key.holdsTime()) {
            return key.at(present.creation());
        }
        KeyPoint highest = state.highestKey(lane);
        return highest != null ? highest : policy.startAt().map(key::parse).orElseGet(() -> beginning(covered));
    }

    private static KeyPoint beginning(List<KeyRange> covered) {
        return covered.stream()
                .map(range -> range.from().isFinite() ? range.from() : range.to())
                .filter(KeyPoint::isFinite)
                .findFirst()
                .orElse(KeyPoint.of(0));
    }

    /** What retention counts back from. */
    KeyPoint removal(KeyPoint now) {
        return key.holdsTime() ? key.at(present.removal()) : now;
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
