package io.github.pgpartition.maintenance;

import static java.util.Comparator.comparing;

import io.github.pgpartition.policy.Amount;
import io.github.pgpartition.policy.KeyPoint;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which retention counts where several could. */
final class Retentions {

    private Retentions() {}

    /**
     * The one that keeps most, seen from now: a month may be longer than 30 days, or shorter. Null keeps everything.
     *
     * @param wanted each empty for that of the table; none at all means that of the table
     */
    static @Nullable Amount longest(Scene scene, KeyPoint now, List<Optional<Amount>> wanted) {
        List<Optional<Amount>> all = (wanted.isEmpty() ? Stream.of(Optional.<Amount>empty()) : wanted.stream())
                .map(own -> own.or(() -> scene.policy().retention()))
                .toList();
        return all.stream().anyMatch(Optional::isEmpty)
                ? null
                : all.stream()
                        .map(Optional::orElseThrow)
                        .min(comparing(
                                retention -> retention.before(now, scene.key().axisZone())))
                        .orElseThrow();
    }
}
