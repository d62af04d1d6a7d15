package io.github.pgpartition.execution;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.maintenance.DefaultPlace;
import io.github.pgpartition.maintenance.DefaultQuestion;
import io.github.pgpartition.maintenance.DefaultRows;
import io.github.pgpartition.model.PartitionKey;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The statement that answers questions about the rows of a DEFAULT partition: number, count, lowest and highest key. */
final class DefaultProbe {

    private static final Set<String> TIMES = Set.of("timestamp with time zone", "timestamp without time zone", "date");

    private final DefaultPlace place;
    private final String table;
    private final String type;
    private final String key;
    private final boolean hasInfiniteNumbers;

    DefaultProbe(DefaultPlace place, int majorVersion) {
        this.place = place;
        table = (place.partition().isLeaf() ? "ONLY " : "")
                + place.partition().name().sql();
        int last = place.parent().keyTypes().size() - 1;
        type = place.parent().keyTypes().get(last);
        PartitionKey.Part part = place.parent().key().parts().get(last);
        key = part instanceof PartitionKey.Column ? part.sql() : "(" + part.sql() + ")";
        hasInfiniteNumbers = majorVersion >= 14;
    }

    String sql(List<DefaultQuestion> questions) {
        return IntStream.range(0, questions.size())
                .mapToObj(i -> answer(i, questions.get(i)))
                .collect(joining("\nUNION ALL\n"));
    }

    /** The keys at both ends are looked for only where there are rows. */
    private String answer(int number, DefaultQuestion question) {
        String condition = condition(question);
        String count = "(SELECT pg_catalog.count(*) AS found FROM (SELECT FROM " + table + " WHERE " + condition
                + " LIMIT " + (DefaultRows.COUNTED + 1) + ") AS counted) AS c";
        boolean withKeys = !question.outside() && !question.bounds().isDefault();
        return "SELECT " + number + ", found, " + (withKeys ? end(condition, "") : "NULL::pg_catalog.text") + ", "
                + (withKeys ? end(condition, " DESC") : "NULL::pg_catalog.text") + " FROM " + count;
    }

    private String end(String condition, String direction) {
        return "CASE WHEN found > 0 THEN (SELECT " + text() + " FROM " + table + " WHERE " + condition + " ORDER BY "
                + key + direction + " LIMIT 1) END";
    }

    private String condition(DefaultQuestion question) {
        if (question.bounds().isDefault()) {
            return "true";
        }
        String inside = place.condition(question.bounds()) + finite();
        return question.outside() ? "(" + inside + ") IS NOT TRUE" : inside;
    }

    /** Infinite keys belong to no period. */
    private String finite() {
        if (TIMES.contains(type)) {
            return " AND pg_catalog.isfinite(" + key + ")";
        }
        if (!type.equals("numeric")) {
            return "";
        }
        return hasInfiniteNumbers
                ? " AND " + key + " > '-Infinity' AND " + key + " < 'Infinity'"
                : " AND " + key + " < 'NaN'";
    }

    /** In the form that bounds are read in, whatever the session's zone and DateStyle. */
    private String text() {
        if (!TIMES.contains(type)) {
            return key + "::pg_catalog.text";
        }
        String local = type.equals("timestamp with time zone")
                ? "(" + key + " AT TIME ZONE 'UTC')"
                : key + "::pg_catalog.timestamp";
        return "pg_catalog.to_char(" + local + ", 'YYYY-MM-DD HH24:MI:SS.US BC')";
    }

    @Override
    public String toString() {
        return "probe of " + table;
    }
}
