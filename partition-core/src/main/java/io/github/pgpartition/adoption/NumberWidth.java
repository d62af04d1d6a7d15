package io.github.pgpartition.adoption;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.policy.Interval;
import io.github.pgpartition.policy.KeyEncoding;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The commonest width of partitions of a key that counts. */
final class NumberWidth {

    private static final BigDecimal MAX = BigDecimal.valueOf(10).pow(17);

    private NumberWidth() {}

    /** Empty where half of the partitions have other widths; of two that are as common, that of the newer partition. */
    static Optional<Interval> of(String type, List<Slot> newestFirst) {
        if (!KeyEncoding.NUMBERS.contains(type)) {
            return Optional.empty();
        }
        Map<BigDecimal, Long> widths = newestFirst.stream()
                .map(NumberWidth::width)
                .filter(w -> w.signum() > 0 && w.scale() <= 0 && w.compareTo(MAX) < 0)
                .collect(groupingBy(identity(), LinkedHashMap::new, counting()));
        return widths.entrySet().stream()
                .reduce((one, other) -> other.getValue() > one.getValue() ? other : one)
                .filter(commonest -> commonest.getValue() * 2 >= newestFirst.size())
                .map(commonest ->
                        Interval.parse(commonest.getKey().toBigIntegerExact().toString()));
    }

    private static BigDecimal width(Slot slot) {
        return number(slot.bounds().to().get(0))
                .subtract(number(slot.bounds().from().get(0)))
                .stripTrailingZeros();
    }

    private static BigDecimal number(BoundValue value) {
        return new BigDecimal(((BoundValue.Literal) value).text());
    }
}
