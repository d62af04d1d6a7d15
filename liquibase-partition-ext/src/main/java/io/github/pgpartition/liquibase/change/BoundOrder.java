package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.RangeBounds;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Whether a range holds anything, for keys whose order is known here: times and numbers.
 *
 * @param keyTypes empty where they are not known
 */
record BoundOrder(List<String> keyTypes, ZoneId zone) {

    /** Why no row can be in the range; empty where some can, or only the server knows. */
    Optional<String> whyEmpty(RangeBounds range) {
        for (int i = 0; i < keyTypes.size(); i++) {
            BoundValue from = range.from().get(i);
            BoundValue to = range.to().get(i);
            OptionalInt order = compare(from, to, keyTypes.get(i));
            if (order.isEmpty() || order.getAsInt() < 0) {
                return Optional.empty();
            }
            if (order.getAsInt() > 0) {
                return Optional.of("its start " + from.sql() + " lies after its end " + to.sql());
            }
            if (!(from instanceof BoundValue.Literal)) {
                break; // behind MINVALUE and MAXVALUE nothing counts
            }
        }
        return keyTypes.isEmpty() ? Optional.empty() : Optional.of("its start is its end, so that no key lies between");
    }

    private OptionalInt compare(BoundValue from, BoundValue to, String type) {
        if (from instanceof BoundValue.Literal start && to instanceof BoundValue.Literal end) {
            Optional<Comparable<?>> a = KeyValue.order(start.text(), type, zone);
            Optional<Comparable<?>> b = KeyValue.order(end.text(), type, zone);
            return a.isPresent() && b.isPresent()
                    ? OptionalInt.of(compare(a.get(), b.get()))
                    : start.equals(end) ? OptionalInt.of(0) : OptionalInt.empty();
        }
        return OptionalInt.of(Integer.compare(side(from), side(to)));
    }

    private static int side(BoundValue value) {
        return value.equals(BoundValue.MINVALUE) ? -1 : value.equals(BoundValue.MAXVALUE) ? 1 : 0;
    }

    /** Both come from one type. */
    @SuppressWarnings("unchecked")
    private static int compare(Comparable<?> a, Comparable<?> b) {
        return ((Comparable<Object>) a).compareTo(b);
    }
}
