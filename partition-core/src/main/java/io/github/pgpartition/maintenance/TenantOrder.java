package io.github.pgpartition.maintenance;

import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.policy.KeyEncoding;
import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.policy.KeyRange;
import java.util.Map;
import java.util.Optional;

/**
 * How the server orders the values of a tenant column. Registered values and those in bounds are printed by the server, so that equal
 * ones have the same text; which of two comes first depends on the type and its collation.
 *
 * @param ranks by value, where the server was asked; the same for two texts of one value. Others are compared as text
 */
record TenantOrder(Map<String, Integer> ranks) {

    static final TenantOrder UNKNOWN = new TenantOrder(Map.of());

    TenantOrder {
        ranks = Map.copyOf(ranks);
    }

    /** What all texts of one value have in common. */
    String same(String tenant) {
        Integer rank = ranks.get(tenant);
        return rank == null ? "'" + tenant : rank.toString();
    }

    private int compare(String a, String b) {
        Integer rankOfA = ranks.get(a);
        Integer rankOfB = ranks.get(b);
        return rankOfA == null || rankOfB == null ? a.compareTo(b) : rankOfA.compareTo(rankOfB);
    }

    /** The part of a tenant's axis that bounds over several tenants cover. */
    Optional<KeyRange> within(RangeBounds bounds, String tenant, KeyEncoding key) {
        BoundValue from = bounds.from().get(0);
        BoundValue to = bounds.to().get(0);
        RangeBounds times = RangeBounds.of(bounds.from().get(1), bounds.to().get(1));
        int afterFrom = side(tenant, from);
        int afterTo = side(tenant, to);
        if (afterFrom < 0 || afterTo > 0) {
            return Optional.empty();
        }
        KeyRange read = key.range(times);
        KeyRange range = new KeyRange(
                afterFrom == 0 ? read.from() : KeyPoint.LOWEST, afterTo == 0 ? read.to() : KeyPoint.HIGHEST);
        return range.isEmpty() ? Optional.empty() : Optional.of(range);
    }

    /** Negative for a tenant before the bound, positive for one behind it. */
    private int side(String tenant, BoundValue bound) {
        if (bound instanceof BoundValue.Literal literal) {
            return compare(tenant, literal.text());
        }
        return bound.equals(BoundValue.MINVALUE) ? 1 : -1;
    }
}
