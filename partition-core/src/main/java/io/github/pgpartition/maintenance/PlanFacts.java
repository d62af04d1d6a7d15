package io.github.pgpartition.maintenance;

import static java.util.Comparator.comparing;

import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.policy.KeyEncoding;
import io.github.pgpartition.policy.KeyRange;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.Tenant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What has to be asked of the server before a plan can be made, beside the tree of partitions. */
public final class PlanFacts {

    private PlanFacts() {}

    /** Where the rows of each lane are, whose highest key is its present; empty for a key that holds a time. */
    public static List<LaneRows> lanesThatCount(TableState state, PartitionPolicy policy) {
        KeyEncoding key = PolicyCheck.check(policy, state.table(), state.columns());
        if (key.holdsTime()) {
            return List.of();
        }
        Layout layout = layout(state, policy);
        Scene scene = new Scene(state, policy, key, Present.of(Instant.EPOCH), new ArrayList<>());
        return layout.lanes(scene).stream()
                .filter(lane -> lane.newBounds() == null)
                .map(lane -> new LaneRows(
                        lane.id(), lane.parent(), layout.axis(), layout.tenantColumn(), lane.tenant(), topDown(lane)))
                .toList();
    }

    /**
     * Where DEFAULT is the only partition, there is nothing else to go by than the rows in it. Else one without an end says as little as
     * DEFAULT: a stray row there would be the present, and all before it over.
     */
    private static List<RangeBounds> topDown(Lane lane) {
        if (lane.covered().isEmpty() && lane.table().defaultPartition().isPresent()) {
            return List.of(RangeBounds.of(BoundValue.MINVALUE, BoundValue.MAXVALUE));
        }
        return lane.covered().stream()
                .filter(range -> range.to().isFinite())
                .sorted(comparing(KeyRange::to).reversed())
                .map(range -> RangeBounds.of(
                        lane.key().write(range.from()), lane.key().write(range.to())))
                .toList();
    }

    /** Values of the tenant column whose order counts; most often none. */
    public static List<String> tenantsToCompare(TableState state, PartitionPolicy policy) {
        return layout(state, policy).tenantsToCompare(state.table(), tenants(state));
    }

    private static Layout layout(TableState state, PartitionPolicy policy) {
        return Layout.of(policy, state.table(), state.columns());
    }

    private static List<String> tenants(TableState state) {
        return state.tenants().stream().map(Tenant::value).toList();
    }
}
