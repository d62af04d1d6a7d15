package io.github.pgpartition.key;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.KeyComparison;
import io.github.pgpartition.model.PartitionStrategy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Conditions over one key. A key of several columns is given as a list of values, in the order of the key. */
public final class KeyConditions {

    private final KeyParts key;
    private final List<KeyComparison> parts;

    public KeyConditions(KeyParts key) {
        this.key = key;
        parts = key.parts().stream().map(Placeholders::doubled).toList();
    }

    public KeyCondition equalTo(List<? extends @Nullable Object> values) {
        checked(values);
        List<String> all = new ArrayList<>();
        List<@Nullable Object> parameters = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) == null) {
                all.add("(" + part(i).expression() + " IS NULL)");
            } else {
                all.add(part(i).compare("=", placeholder(i)));
                parameters.add(KeyValues.parameter(values.get(i), key.types().get(i)));
            }
        }
        return new KeyCondition("(" + String.join(" AND ", all) + ")", parameters);
    }

    /** One of these keys; none of them where there are none. */
    public KeyCondition in(Collection<? extends @Nullable Object> keys) {
        if (keys.isEmpty()) {
            return new KeyCondition("(false)", List.of());
        }
        List<List<? extends @Nullable Object>> all = keys.stream()
                .<List<? extends @Nullable Object>>map(KeyConditions::list)
                .toList();
        return parts.size() == 1 ? inOnePart(all) : anyOf(all);
    }

    private KeyCondition inOnePart(List<List<? extends @Nullable Object>> all) {
        List<@Nullable Object> values = new ArrayList<>();
        for (List<? extends @Nullable Object> one : all) {
            checked(one);
            if (one.get(0) != null) {
                values.add(KeyValues.parameter(one.get(0), key.types().get(0)));
            }
        }
        String list = "ANY (ARRAY[" + String.join(", ", Collections.nCopies(values.size(), placeholder(0))) + "])";
        String in = values.isEmpty() ? "" : part(0).compare("=", list);
        boolean withNull = values.size() < all.size();
        String isNull = withNull ? "(" + part(0).expression() + " IS NULL)" : "";
        return new KeyCondition(
                "(" + Stream.of(isNull, in).filter(s -> !s.isEmpty()).collect(joining(" OR ")) + ")", values);
    }

    private KeyCondition anyOf(List<List<? extends @Nullable Object>> all) {
        List<KeyCondition> each = all.stream().map(this::equalTo).toList();
        List<@Nullable Object> parameters = new ArrayList<>();
        each.forEach(c -> parameters.addAll(c.parameters()));
        return new KeyCondition(each.stream().map(KeyCondition::sql).collect(joining(" OR ", "(", ")")), parameters);
    }

    /**
     * From the one, inclusive, to the other, exclusive, as the bounds of partitions are. Keys of several columns are compared as rows, and the
     * first column once more by itself, since the server leaves out partitions by that alone.
     */
    public KeyCondition between(@Nullable Object from, @Nullable Object to) {
        List<? extends @Nullable Object> low = list(from);
        List<? extends @Nullable Object> high = list(to);
        checked(low);
        checked(high);
        checkOrdered(low);
        checkOrdered(high);
        List<String> all = new ArrayList<>();
        List<@Nullable Object> parameters = new ArrayList<>();
        all.add(side(">=", low, parameters));
        all.add(side("<", high, parameters));
        if (parts.size() > 1) {
            all.add(part(0).compare(">=", placeholder(0)));
            parameters.add(KeyValues.parameter(low.get(0), key.types().get(0)));
            all.add(part(0).compare("<=", placeholder(0)));
            parameters.add(KeyValues.parameter(high.get(0), key.types().get(0)));
        }
        return new KeyCondition("(" + String.join(" AND ", all) + ")", parameters);
    }

    private String side(String operator, List<? extends @Nullable Object> values, List<@Nullable Object> parameters) {
        for (int i = 0; i < values.size(); i++) {
            parameters.add(KeyValues.parameter(values.get(i), key.types().get(i)));
        }
        if (values.size() == 1) {
            return part(0).compare(operator, placeholder(0));
        }
        List<String> places = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            places.add(placeholder(i));
        }
        String row = parts.stream().map(KeyComparison::compared).collect(joining(", ", "ROW(", ")"));
        return "(" + row + " " + part(0).operators().get(operator) + " ROW(" + String.join(", ", places) + "))";
    }

    private void checkOrdered(List<? extends @Nullable Object> values) {
        if (key.strategy() == PartitionStrategy.HASH) {
            throw wrong("a hash key has no order", "Ask for single keys, with keyEquals or keyIn");
        }
        if (values.stream().anyMatch(Objects::isNull)) {
            throw wrong("a limit is NULL, which is neither below nor above anything", "Give a value");
        }
        if (parts.stream().map(p -> p.operators().get("<")).distinct().count() > 1) {
            throw wrong(
                    "its columns are compared by different operators, and a row by one",
                    "Write the condition yourself");
        }
    }

    private void checked(List<? extends @Nullable Object> values) {
        if (values.size() != parts.size()) {
            throw wrong(
                    "its key has " + parts.size() + (parts.size() == 1 ? " part" : " parts") + ", and " + values.size()
                            + (values.size() == 1 ? " value was" : " values were") + " given",
                    "Give a value for each part, in the order of the key, several as a List");
        }
    }

    private static List<? extends @Nullable Object> list(@Nullable Object key) {
        if (key instanceof List<?> several) {
            return several;
        }
        List<@Nullable Object> one = new ArrayList<>();
        one.add(key);
        return one;
    }

    private KeyComparison part(int index) {
        return parts.get(index);
    }

    private String placeholder(int index) {
        return "CAST(? AS " + key.castable().get(index) + ")";
    }

    private PartitioningException wrong(String why, String next) {
        return new PartitioningException(
                "Cannot write a condition over the key of " + key.table().sql(), why, next);
    }
}
