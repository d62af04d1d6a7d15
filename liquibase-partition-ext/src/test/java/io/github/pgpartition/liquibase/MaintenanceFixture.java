package io.github.pgpartition.liquibase;

import io.github.pgpartition.PartitionManager;
import io.github.pgpartition.policy.PartitionPolicy;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import liquibase.Scope;
import liquibase.ui.ConsoleUIService;
import org.junit.jupiter.api.BeforeEach;

/** {@code "App data"."Events"}, managed by the day with two days of retention, with one partition that is past it and none ahead. */
abstract class MaintenanceFixture extends PartitionsFixture {

    static final String MAINTAIN = changeSet(
            "maintain", "runAlways=\"true\" runInTransaction=\"false\"", "<partition:runPartitionMaintenance/>");

    final ByteArrayOutputStream told = new ByteArrayOutputStream();

    static String changeSet(String id, String attributes, String changes) {
        return "<changeSet id=\"" + id + "\" author=\"test\" " + attributes + ">"
                + changes.replace("@", "schemaName=\"App data\" tableName=\"Events\"") + "</changeSet>\n";
    }

    @BeforeEach
    void manage() {
        manage("\"App data\".\"Events\"");
    }

    static void manage(String table) {
        db.execute(
                "CREATE TABLE " + table + " (\"At\" timestamptz NOT NULL) PARTITION BY RANGE (\"At\")",
                "CREATE TABLE " + partition(table, "old") + " PARTITION OF " + table
                        + " FOR VALUES FROM ('2020-01-01 00:00+00') TO ('2020-01-02 00:00+00')");
        PartitionManager.builder(db.dataSource())
                .build()
                .manage(PartitionPolicy.of(table, "1 day")
                        .premake(2)
                        .retention("2 days")
                        .build());
    }

    /** Beside the table, with a name made from its own. */
    private static String partition(String table, String suffix) {
        return table.endsWith("\"")
                ? table.substring(0, table.length() - 1) + "_" + suffix + "\""
                : table + "_" + suffix;
    }

    /** What a pass leaves: the days that retention keeps, today and two ahead. */
    static List<String> due(String table) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        return today.datesUntil(today.plusDays(3))
                .map(day -> table + "_p" + DateTimeFormatter.BASIC_ISO_DATE.format(day))
                .toList();
    }

    /** With what people are told kept. */
    final String update(String changeSets) {
        return listening(() -> liquibase.update(changeSets));
    }

    final String listening(Scope.ScopedRunnerWithReturn<String> work) {
        ConsoleUIService ui = new ConsoleUIService();
        ui.setOutputStream(new PrintStream(told, true, StandardCharsets.UTF_8));
        return with(Map.of(Scope.Attr.ui.name(), ui), work);
    }

    final String told() {
        return told.toString(StandardCharsets.UTF_8);
    }
}
