package io.github.pgpartition.adoption;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.policy.PolicyField;
import io.github.pgpartition.policy.RetentionAction;
import io.github.pgpartition.sql.Identifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a row of {@code part_config} is as a policy, and what it says that a policy does not. */
final class PartmanPolicy {

    private static final Map<String, String> ENCODINGS = Map.of(
            "seconds", "epoch_s", "milliseconds", "epoch_ms", "microseconds", "epoch_us", "nanoseconds", "epoch_ns");

    private final PartmanRow row;
    private final Map<String, String> fields = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    private PartmanPolicy(PartmanRow row) {
        this.row = row;
    }

    /** @throws PartitioningException where the row is of a kind that has no counterpart */
    static PartmanPolicy of(PartmanRow row) {
        PartmanPolicy policy = new PartmanPolicy(row);
        policy.refuse();
        policy.interval();
        policy.keyEncoding();
        policy.retention();
        policy.rest();
        return policy;
    }

    /** By the names of {@link PolicyField#fieldName()}. */
    Map<String, String> fields() {
        return Map.copyOf(fields);
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    private void refuse() {
        String type = row.get("partition_type").orElse("range");
        switch (type) {
            case "range", "native", "time", "id" -> {}
            case "list" ->
                throw wrong(
                        "its type is list, one value to a partition, and lists have no counterpart here",
                        "Leave it with pg_partman, or partition it by RANGE");
            default ->
                throw wrong(
                        "its type is " + type
                                + ": its partitions are made by inheritance and triggers, and not by PARTITION BY",
                        "Move it to a partitioned table first");
        }
        if (row.isSubPartitioned()) {
            throw wrong(
                    "pg_partman partitions its partitions, too (part_config_sub), and new ones could not be made so here",
                    "Leave it with pg_partman; or declare it with manage, where new partitions need not be partitioned, or with"
                            + " subPartitions, where a hash or a list will do");
        }
        if (row.is("undo_in_progress") || row.is("async_partitioning_in_progress")) {
            throw wrong(
                    "pg_partman is moving its rows (undo_in_progress or async_partitioning_in_progress)",
                    "Let it end, or take the flag back, and import it again");
        }
    }

    private boolean holdsTime() {
        return row.get("partition_interval").filter(PartmanPolicy::isNumber).isEmpty();
    }

    private void interval() {
        String text = row.get("partition_interval").orElse("");
        String interval = isNumber(text)
                ? text
                : PartmanAmount.parse(text)
                        .orElseThrow(() -> wrong(
                                "its partition_interval '" + text + "' is not a number of one unit",
                                "Declare an interval with manage"));
        put(PolicyField.INTERVAL, interval);
        row.get("premake").ifPresent(premake -> put(PolicyField.PREMAKE, premake));
    }

    private void keyEncoding() {
        row.get("epoch").filter(epoch -> !epoch.equals("none")).ifPresent(epoch -> {
            String encoding = ENCODINGS.get(epoch);
            if (encoding == null) {
                throw wrong("its epoch '" + epoch + "' is not known", "Declare its keyEncoding with manage");
            }
            put(PolicyField.KEY_ENCODING, encoding);
        });
        row.get("time_decoder").or(() -> row.get("time_encoder")).ifPresent(function -> {
            String name = function.toLowerCase(Locale.ROOT);
            boolean uuid = name.contains("uuid7") || name.contains("uuidv7") || name.contains("uuid_v7");
            if (!uuid && !name.contains("ulid")) {
                throw wrong(
                        "how its key holds a time is only known to function " + function,
                        "If that is uuidv7, ulid or a snowflake, declare it as keyEncoding with manage");
            }
            put(PolicyField.KEY_ENCODING, uuid ? "uuidv7" : "ulid");
        });
    }

    private void retention() {
        Optional<String> text = row.get("retention");
        if (text.isEmpty()) {
            return;
        }
        Optional<String> retention = holdsTime() ? time(text.get()) : number(text.get());
        if (retention.isEmpty()) {
            return;
        }
        put(PolicyField.RETENTION, retention.get());
        Optional<String> schema = row.get("retention_schema");
        if (schema.isPresent()) {
            put(PolicyField.RETENTION_ACTION, RetentionAction.ARCHIVE.text());
            put(PolicyField.RETENTION_SCHEMA, Identifier.of(schema.get()).sql());
        } else {
            put(
                    PolicyField.RETENTION_ACTION,
                    (row.isNot("retention_keep_table") ? RetentionAction.DROP : RetentionAction.DETACH).text());
        }
        if (row.isNot("retention_keep_index") && (schema.isPresent() || !row.isNot("retention_keep_table"))) {
            notes.add("retention_keep_index is off there; partitions that leave keep their indexes here");
        }
    }

    private Optional<String> time(String text) {
        if (text.strip().matches("-?\\d+")) {
            notes.add("its retention '" + text
                    + "' has no unit, which pg_partman takes for seconds: no retention is declared. Declare"
                    + " the one that is meant with manage");
            return Optional.empty();
        }
        Optional<String> amount = PartmanAmount.parse(text);
        if (amount.isEmpty()) {
            notes.add("its retention '" + text
                    + "' is not a positive number of one unit: no retention is declared. Declare the one that is"
                    + " meant with manage");
        }
        return amount;
    }

    private Optional<String> number(String text) {
        if (isNumber(text) && !text.strip().matches("0+")) {
            return Optional.of(text.strip());
        }
        notes.add("its retention '" + text + "' is not a positive number: no retention is declared");
        return Optional.empty();
    }

    private void rest() {
        if (row.get("automatic_maintenance").filter("off"::equals).isPresent()) {
            put(PolicyField.PAUSED, "true");
            notes.add("automatic_maintenance is off there, so it is paused here");
        }
        row.get("constraint_cols")
                .ifPresent(columns -> notes.add("constraint_cols " + columns
                        + " has no counterpart: old partitions keep the CHECKs that they have, and no others get any"));
        row.get("date_trunc_interval")
                .ifPresent(unit -> notes.add("date_trunc_interval '" + unit
                        + "' has no counterpart: boundaries are those of the calendar, weeks begin on Monday"));
        if (row.is("retention_keep_publication")) {
            notes.add(
                    "retention_keep_publication has no counterpart: see to the publications of partitions that leave");
        }
    }

    private void put(PolicyField field, String value) {
        fields.put(field.fieldName(), value);
    }

    private static boolean isNumber(String text) {
        return text.strip().matches("\\d{1,17}");
    }

    private PartitioningException wrong(String why, String next) {
        return new PartitioningException("Cannot import " + row.parent() + " from pg_partman", why, next);
    }
}
