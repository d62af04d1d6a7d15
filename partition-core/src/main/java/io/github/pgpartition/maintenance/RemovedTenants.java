package io.github.pgpartition.maintenance;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.policy.RetentionAction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Partitions of tenants that are not registered. Only the retention of its own may have kept those of one that was removed: that they are to
 * be dropped is told first, and done a day later. What is only detached or archived can be had back, and does not wait.
 */
final class RemovedTenants {

    private static final int NAMED = 5;

    private final TableState state;
    private final List<Waiting> waiting = new ArrayList<>();
    private final Set<String> tenants = new LinkedHashSet<>();

    RemovedTenants(TableState state) {
        this.state = state;
    }

    /** Whether a partition that is over is not to go yet. */
    boolean waits(Lane lane, Existing candidate) {
        Notice notice = state.notices().get(candidate.partition().oid());
        boolean waits = !lane.unregistered().isEmpty()
                && lane.policy().retentionAction() == RetentionAction.DROP
                && (notice == null || !notice.over());
        if (waits) {
            tenants.addAll(lane.unregistered());
            waiting.add(new Waiting(candidate.partition(), Retirement.reason(lane, candidate)));
        }
        return waits;
    }

    List<Waiting> waiting() {
        return waiting;
    }

    /** What would go, how many, and when. */
    Optional<Finding> finding() {
        if (waiting.isEmpty()) {
            return Optional.empty();
        }
        boolean one = waiting.size() == 1;
        return Optional.of(new Finding(
                state.table().name(),
                waiting.size() + (one ? " partition" : " partitions") + " of tenants that are not registered ("
                        + some(tenants.stream().map(t -> "'" + t + "'").toList()) + ") "
                        + (one ? "is" : "are") + " past the retention of the table: "
                        + some(waiting.stream()
                                .map(w -> w.partition().name().sql())
                                .toList())
                        + ". A pass drops " + (one ? "it " : "them ") + when() + ". To keep " + (one ? "it" : "them")
                        + ", add the tenant again with a retention of its own, or set a hold"));
    }

    private String when() {
        List<Notice> told = waiting.stream()
                .map(w -> state.notices().get(w.partition().oid()))
                .filter(Objects::nonNull)
                .toList();
        Optional<Instant> last = told.stream().map(Notice::until).max(Comparator.naturalOrder());
        return told.size() < waiting.size() || last.isEmpty()
                ? "from 24 hours after the first that tells so"
                : "after " + last.get();
    }

    private static String some(List<String> all) {
        return all.stream().limit(NAMED).collect(joining(", "))
                + (all.size() > NAMED ? " and " + (all.size() - NAMED) + " more" : "");
    }
}
