package io.github.pgpartition.adoption;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.sql.QualifiedName;
import java.util.Map;
import java.util.Optional;

/**
 * A row of {@code part_config}. Versions have different columns: one that is missing reads as NULL.
 *
 * @param columns         that are not null, as text
 * @param isSubPartitioned whether {@code part_config_sub} has a row for it: its partitions are partitioned, too
 */
record PartmanRow(Map<String, String> columns, boolean isSubPartitioned) {

    PartmanRow {
        columns = Map.copyOf(columns);
    }

    /** As pg_partman writes it: schema and name without quotes. */
    String parent() {
        return get("parent_table").orElse("");
    }

    QualifiedName table() {
        if (parent().indexOf('.') < 1) {
            throw new PartitioningException(
                    "Cannot import " + parent() + " from pg_partman",
                    "its parent_table has no schema",
                    "Correct it in part_config");
        }
        return name(parent());
    }

    Optional<QualifiedName> template() {
        return get("template_table").filter(t -> t.indexOf('.') > 0).map(PartmanRow::name);
    }

    private static QualifiedName name(String text) {
        int dot = text.indexOf('.');
        return QualifiedName.of(text.substring(0, dot), text.substring(dot + 1));
    }

    Optional<String> get(String column) {
        return Optional.ofNullable(columns.get(column)).filter(text -> !text.isBlank());
    }

    boolean is(String flag) {
        return get(flag).filter("t"::equals).isPresent();
    }

    /** Where a version lacks the column, the default of those that have it. */
    boolean isNot(String flag) {
        return get(flag).filter("f"::equals).isPresent();
    }
}
