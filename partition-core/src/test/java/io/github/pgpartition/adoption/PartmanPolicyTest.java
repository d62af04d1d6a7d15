package io.github.pgpartition.adoption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartmanPolicyTest {

    /** Columns as {@code name=value; name=value}, over those of a plain daily set. */
    private static PartmanRow row(String columns) {
        Map<String, String> all = new HashMap<>(Map.of(
                "parent_table", "app.events",
                "partition_interval", "1 day",
                "partition_type", "range",
                "epoch", "none",
                "premake", "4",
                "automatic_maintenance", "on",
                "retention_keep_table", "t"));
        Arrays.stream((columns == null ? "" : columns).split("; ", -1))
                .filter(c -> !c.isEmpty())
                .forEach(c -> all.put(c.substring(0, c.indexOf('=')), c.substring(c.indexOf('=') + 1)));
        return new PartmanRow(all, false);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                                                                | {interval=1 day, premake=4}
            partition_type=native; partition_interval=7 days                    | {interval=1 week, premake=4}
            partition_interval=1000; premake=9; retention=5000                  | {interval=1000, premake=9, retention=5000, retentionAction=detach}
            retention=30 days                                                   | {interval=1 day, premake=4, retention=30 days, retentionAction=detach}
            retention=3 mons; retention_keep_table=f                            | {interval=1 day, premake=4, retention=3 months, retentionAction=drop}
            retention=30 days; retention_keep_table=f; retention_schema=Old One | {interval=1 day, premake=4, retention=30 days, retentionAction=archive, retentionSchema="Old One"}
            retention_schema=old                                                | {interval=1 day, premake=4}
            epoch=milliseconds                                                  | {interval=1 day, keyEncoding=epoch_ms, premake=4}
            time_decoder=partman.uuid7_time_decoder                             | {interval=1 day, keyEncoding=uuidv7, premake=4}
            automatic_maintenance=off                                           | {interval=1 day, paused=true, premake=4}
            retention=90                                                        | {interval=1 day, premake=4}
            retention=-30 days                                                  | {interval=1 day, premake=4}
            retention=30 dayz                                                   | {interval=1 day, premake=4}
            partition_interval=1000; retention=5 days                           | {interval=1000, premake=4}
            """)
    void rowIsAPolicy(String columns, String policy) {
        assertThat(new TreeMap<>(PartmanPolicy.of(row(columns)).fields())).hasToString(policy);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            retention=90                           | its retention '90' has no unit, which pg_partman takes for seconds: no retention is declared. Declare the one that is meant with manage
            retention=-30 days                     | its retention '-30 days' is not a positive number of one unit: no retention is declared. Declare the one that is meant with manage
            automatic_maintenance=off              | automatic_maintenance is off there, so it is paused here
            constraint_cols={a,b}                  | constraint_cols {a,b} has no counterpart: old partitions keep the CHECKs that they have, and no others get any
            date_trunc_interval=week               | date_trunc_interval 'week' has no counterpart: boundaries are those of the calendar, weeks begin on Monday
            retention=30 days; retention_keep_index=f | retention_keep_index is off there; partitions that leave keep their indexes here
            """)
    void whatHasNoCounterpartIsNoted(String columns, String note) {
        assertThat(PartmanPolicy.of(row(columns)).notes()).containsExactly(note);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            partition_type=list                | its type is list, one value to a partition, and lists have no counterpart here. Leave it with pg_partman, or partition it by RANGE.
            partition_type=partman             | its type is partman: its partitions are made by inheritance and triggers, and not by PARTITION BY. Move it to a partitioned table first.
            undo_in_progress=t                 | pg_partman is moving its rows (undo_in_progress or async_partitioning_in_progress). Let it end, or take the flag back, and import it again.
            partition_interval=1 mon 2 days    | its partition_interval '1 mon 2 days' is not a number of one unit. Declare an interval with manage.
            time_decoder=app.my_decoder        | how its key holds a time is only known to function app.my_decoder. If that is uuidv7, ulid or a snowflake, declare it as keyEncoding with manage.
            epoch=fortnights                   | its epoch 'fortnights' is not known. Declare its keyEncoding with manage.
            """)
    void whatCannotBeImportedSaysWhy(String columns, String why) {
        assertThatThrownBy(() -> PartmanPolicy.of(row(columns)))
                .hasMessage("Cannot import app.events from pg_partman: " + why);
    }

    @Test
    void setWhosePartitionsArePartitionedIsLeftWhereItIs() {
        assertThatThrownBy(() -> PartmanPolicy.of(new PartmanRow(row("").columns(), true)))
                .hasMessageStartingWith(
                        "Cannot import app.events from pg_partman: pg_partman partitions its partitions, too (part_config_sub)");
    }
}
