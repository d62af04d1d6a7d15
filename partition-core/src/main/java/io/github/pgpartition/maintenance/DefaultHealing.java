package io.github.pgpartition.maintenance;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.DefaultObstacle.Effect;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.operation.CreatePartitionFromDefault;
import io.github.pgpartition.operation.CreatePartitionGuarded;
import io.github.pgpartition.operation.GuardDefault;
import io.github.pgpartition.operation.RowMove;
import io.github.pgpartition.policy.DefaultPartition;
import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.policy.KeyRange;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a lane gets its partitions where its table has a DEFAULT partition, which may hold rows of theirs: a few are moved with the new
 * partition; where there are many, DEFAULT itself becomes the partition; what can be neither is refused with the reason.
 */
final class DefaultHealing {

    private static final BigDecimal FIRST_YEAR = BigDecimal.valueOf(-62_135_596_800_000_000L);

    private final Lane lane;
    private final DefaultPlace place;
    private final @Nullable DefaultFacts facts;
    private final DefaultLook look;
    private final TableState state;
    private @Nullable KeyRange promoted;

    DefaultHealing(Lane lane, DefaultPlace place, TableState state, DefaultLook look) {
        this.lane = lane;
        this.place = place;
        this.facts = state.defaults().get(place.partition().oid());
        this.look = look;
        this.state = state;
    }

    /**
     * Back to the rows that DEFAULT holds for periods before the window, where maintenance is to empty it; not further than
     * {@link DefaultLimits#REACH} periods, or one stray row would make thousands of partitions.
     *
     * @param limit where retention has taken everything before
     */
    Window reaching(Window window, KeyPoint limit) {
        if (lane.policy().defaultPartition() != DefaultPartition.KEEP) {
            return window;
        }
        KeyPoint earliest = window.from();
        for (int i = 0; i < DefaultLimits.REACH && earliest.compareTo(limit) > 0 && hasPrevious(earliest); i++) {
            earliest = KeyPoint.max(
                    limit, lane.interval().floor(KeyPoint.of(earliest.value().subtract(BigDecimal.ONE)), lane.zone()));
        }
        if (earliest.compareTo(window.from()) >= 0) {
            return window;
        }
        DefaultRows early = look.rows(bounds(new KeyRange(earliest, window.from())));
        return early.any() ? window.startingAt(lane.interval().floor(early.first(lane.key()), lane.zone())) : window;
    }

    private boolean hasPrevious(KeyPoint point) {
        return !lane.key().holdsTime() || point.value().compareTo(FIRST_YEAR) > 0;
    }

    /** @param create the step that makes a partition where no rows are in the way */
    List<Step> steps(List<KeyRange> missing, Window window, Function<KeyRange, Step> create, PartitionNames names) {
        Map<KeyRange, DefaultRows> found = new RowsInTheWay(look, this::bounds).of(missing);
        boolean crowded = missing.stream().anyMatch(r -> found.containsKey(r) && whyNotMoved(found.get(r)) != null);
        Promotion promotion = crowded && canBePromoted() ? new Promotion(lane, place, look, window) : null;
        promoted = promotion == null ? null : promotion.range();
        List<Step> steps = new ArrayList<>();
        for (KeyRange range : missing) {
            if (promoted == null || !promoted.overlaps(range)) {
                steps.add(step(create.apply(range), range, found.get(range), promotion));
            }
        }
        if (promoted != null) {
            steps.add(new PromotionStep(lane, place, state).of(promoted, names));
        }
        return steps;
    }

    /** The range whose rows DEFAULT keeps as a partition of its own; null where it is not promoted. */
    @Nullable
    KeyRange promoted() {
        return promoted;
    }

    private Step step(Step plain, KeyRange range, @Nullable DefaultRows rows, @Nullable Promotion promotion) {
        if (rows == null) {
            return isWorthAGuard(range) ? guarded(plain) : plain;
        }
        String whyNotMoved = whyNotMoved(rows);
        return whyNotMoved == null ? moving(plain, rows) : refused(plain, rows, whyNotMoved, promotion);
    }

    /** A row of the present that comes while the CHECK is there would be refused; none of the future is to be expected. */
    private boolean isWorthAGuard(KeyRange range) {
        return facts != null
                && facts.bytes() >= DefaultLimits.GUARDED_FROM_BYTES
                && range.from().compareTo(lane.now()) > 0
                && place.obstacle().isEmpty();
    }

    private Step guarded(Step plain) {
        GuardDefault guard = GuardDefault.of(place.name(), "NOT (" + place.condition(plain.bounds()) + ")");
        return plain.with(new CreatePartitionGuarded(plain.operation(), guard)).from(place.source());
    }

    private Step moving(Step plain, DefaultRows rows) {
        DefaultFacts known = requireNonNull(facts, "facts");
        var move = new RowMove(place.name(), known.columns(), known.triggers(), place.condition(plain.bounds()));
        return plain.with(new CreatePartitionFromDefault(
                        place.parent().name(), plain.partition(), plain.operation(), move))
                .because(rows.text(lane.key()) + " of its range " + (rows.count() == 1 ? "is" : "are")
                        + " in DEFAULT partition " + place.name().sql())
                .from(place.source());
    }

    private @Nullable String whyNotMoved(DefaultRows rows) {
        Optional<DefaultObstacle> obstacle = obstacle(Effect.MOVING);
        if (obstacle.isPresent()) {
            return obstacle.get().reason();
        }
        if (rows.count() > DefaultLimits.ROWS) {
            return "while everybody waits, at most " + DefaultLimits.ROWS + " rows are moved";
        }
        return facts != null && facts.bytes() > DefaultLimits.BYTES
                ? "with " + (facts.bytes() >> 20) + " MiB, it is too big to be scanned while everybody waits"
                : null;
    }

    private boolean canBePromoted() {
        return obstacle(Effect.MOVING_AND_PROMOTING).isEmpty();
    }

    private Optional<DefaultObstacle> obstacle(Effect effect) {
        return place.obstacle().or(() -> facts == null ? Optional.empty() : facts.obstacle(effect));
    }

    private Step refused(Step plain, DefaultRows rows, String whyNotMoved, @Nullable Promotion promotion) {
        String why = "DEFAULT partition " + place.name().sql() + " holds " + rows.text(lane.key())
                + " of its range. They are not moved: " + whyNotMoved
                + (promotion == null
                        ? ", nor can it become a partition as it is"
                        : "; and it cannot become a partition as it is: " + promotion.why());
        return plain.refused(String.valueOf(new PartitioningException(
                        "Cannot " + plain.operation().describe(),
                        why,
                        "Correct, delete or move the rows that are in the way; the next pass tries again")
                .getMessage()));
    }

    private PartitionBounds bounds(KeyRange range) {
        return lane.bounds(range);
    }
}
