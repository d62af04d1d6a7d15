package io.github.pgpartition.liquibase.command;

import io.github.pgpartition.liquibase.maintenance.Maintenance;
import io.github.pgpartition.maintenance.MaintenancePlan;
import java.io.IOException;
import java.util.List;
import liquibase.command.CommandBuilder;
import liquibase.command.CommandResultsBuilder;

/** Tells what a pass would do, as SQL with the lock that each statement takes. Changes nothing. */
public class PartitionPlanCommandStep extends PartitionCommandStep {

    private static final String NAME = "partitionPlan";
    private static final List<String> FORMATS = List.of("sql", "text", "json");
    private static final Arguments ARGUMENTS = Arguments.of(new CommandBuilder(new String[] {NAME}), FORMATS);

    public PartitionPlanCommandStep() {
        super(
                NAME,
                "What a pass of maintenance would do, as SQL with the lock that each statement takes; changes nothing",
                FORMATS,
                ARGUMENTS);
    }

    @Override
    int run(Maintenance maintenance, String format, CommandResultsBuilder results) throws IOException {
        MaintenancePlan plan = maintenance.plan();
        results.addResult("plan", plan);
        print(
                results,
                switch (format) {
                    case "json" -> plan.toJson();
                    case "text" -> plan.toText();
                    default -> plan.toSql();
                });
        return plan.tables().size();
    }
}
