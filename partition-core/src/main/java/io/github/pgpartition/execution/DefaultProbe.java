package io.github.pgpartition.execution;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.maintenance.DefaultPlace;
import io.github.pgpartition.maintenance.DefaultQuestion;
import io.github.pgpartition.maintenance.DefaultRows;
import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.RangeBounds;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The statements that answer questions about the rows of a DEFAULT partition: number, count, lowest and highest key. */
final class DefaultProbe {

    private static final String NULL = "NULL::pg_catalog.text";

    /**
     * Arguments: all boundaries; questions; key; its type; table; which keys are finite; lowest and highest as text. A bucket never lies
     * across the end of a range, so that its lowest key tells where it belongs.
     */
    private static final String ONE_SCAN = """
            WITH boundary AS (
                SELECT pg_catalog.array_agg(DISTINCT b ORDER BY b) AS all_of_them FROM pg_catalog.unnest(ARRAY[%1$s]::%4$s[]) AS b
            ), bucket AS (
                SELECT pg_catalog.count(*) AS found, pg_catalog.min(k) AS lowest, pg_catalog.max(k) AS highest
                  FROM (SELECT (%3$s)::%4$s AS k FROM %5$s WHERE %3$s IS NOT NULL AND %6$s) AS d, boundary
                 GROUP BY pg_catalog.width_bucket(k, all_of_them)
            )
            SELECT q.nr, coalesce(pg_catalog.sum(found), 0)::pg_catalog.int8, %7$s, %8$s
              FROM (VALUES %2$s) AS q(nr, first, last)
              LEFT JOIN bucket ON (first IS NULL OR lowest >= first) AND (last IS NULL OR lowest < last)
             GROUP BY q.nr""";

    private final DefaultPlace place;
    private final ProbedKey key;
    private final String table;

    DefaultProbe(DefaultPlace place, ProbedKey key) {
        this.place = place;
        this.key = key;
        table = (place.partition().isLeaf() ? "ONLY " : "")
                + place.partition().name().sql();
    }

    /** Each question by itself, with an index on the key, and only as far as it matters. */
    String oneByOne(List<DefaultQuestion> questions) {
        return IntStream.range(0, questions.size())
                .mapToObj(i -> answer(i, questions.get(i)))
                .collect(joining("\nUNION ALL\n"));
    }

    /** All questions about ranges by one scan: without an index on the key, each would take one. */
    String inOneScan(List<DefaultQuestion> questions) {
        String boundaries = questions.stream()
                .map(q -> (RangeBounds) q.bounds())
                .flatMap(b -> Stream.of(b.from().get(0), b.to().get(0)))
                .filter(BoundValue.Literal.class::isInstance)
                .map(BoundValue::sql)
                .collect(joining(", "));
        String ranges = IntStream.range(0, questions.size())
                .mapToObj(i -> range(i, (RangeBounds) questions.get(i).bounds()))
                .collect(joining(", "));
        return String.format(
                Locale.ROOT,
                ONE_SCAN,
                boundaries,
                ranges,
                key.sql(),
                key.sortedType(),
                table,
                key.isFinite(),
                key.text("pg_catalog.min(lowest)"),
                key.text("pg_catalog.max(highest)"));
    }

    private String range(int number, RangeBounds bounds) {
        return "(" + number + ", " + limit(bounds.from().get(0)) + ", "
                + limit(bounds.to().get(0)) + ")";
    }

    private String limit(BoundValue value) {
        return (value instanceof BoundValue.Literal ? value.sql() : "NULL") + "::" + key.sortedType();
    }

    /** The keys at both ends are looked for only where there are rows. */
    private String answer(int number, DefaultQuestion question) {
        String condition = condition(question);
        String count = "(SELECT pg_catalog.count(*) AS found FROM (SELECT FROM " + table + " WHERE " + condition
                + " LIMIT " + (DefaultRows.COUNTED + 1) + ") AS counted) AS c";
        return "SELECT " + number + ", found, " + (question.isRange() ? end(condition, "") : NULL) + ", "
                + (question.isRange() ? end(condition, " DESC") : NULL) + " FROM " + count;
    }

    private String end(String condition, String direction) {
        return "CASE WHEN found > 0 THEN (SELECT " + key.text(key.sql()) + " FROM " + table + " WHERE " + condition
                + " ORDER BY " + key.sql() + direction + " LIMIT 1) END";
    }

    private String condition(DefaultQuestion question) {
        if (question.bounds().isDefault()) {
            return "true";
        }
        String inside = place.condition(question.bounds()) + " AND " + key.isFinite();
        return question.outside() ? "(" + inside + ") IS NOT TRUE" : inside;
    }

    @Override
    public String toString() {
        return "probe of " + table;
    }
}
