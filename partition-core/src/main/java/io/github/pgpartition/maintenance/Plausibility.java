package io.github.pgpartition.maintenance;

import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.policy.KeyRange;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;

/**
 * Whether a key can hold a time as the policy says. Read by a wrong encoding, seconds as milliseconds say, all of a set lies weeks after 1970:
 * retention would take it whole.
 */
final class Plausibility {

    private static final Duration ANCIENT = Duration.ofDays(20 * 365);

    private Plausibility() {}

    static void check(Lane lane) {
        if (lane.policy().keyFormat().isEmpty() || !lane.now().isFinite()) {
            return;
        }
        Optional<KeyPoint> newest = lane.covered().stream()
                .map(KeyRange::to)
                .filter(KeyPoint::isFinite)
                .max(Comparator.naturalOrder());
        if (newest.isPresent()
                && newest.get().instant().isBefore(lane.now().instant().minus(ANCIENT))) {
            throw PolicyCheck.wrong(
                    lane.table(),
                    "by keyEncoding " + lane.policy().keyFormat().get().text() + " its newest partition ends at "
                            + newest.get().instant()
                            + ", more than 20 years ago, so the key does not seem to hold that",
                    "Correct the keyEncoding");
        }
    }
}
