package io.github.pgpartition.liquibase.command;

import io.github.pgpartition.liquibase.maintenance.Maintenance;
import io.github.pgpartition.maintenance.StatusReport;
import io.github.pgpartition.registry.TableStatus.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import liquibase.command.CommandArgumentDefinition;
import liquibase.command.CommandBuilder;
import liquibase.command.CommandFailedException;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.CommandScope;
import liquibase.exception.CommandValidationException;

/** Tells how managed tables stand, and ends with exit code 2 where one is in trouble. Waits for no lock. */
public class PartitionStatusCommandStep extends PartitionCommandStep {

    private static final String NAME = "partitionStatus";
    private static final List<String> FORMATS = List.of("text", "json");
    private static final List<String> FAIL_ON = List.of("crit", "warn", "never");
    private static final CommandArgumentDefinition<String> FAIL_ON_ARGUMENT;
    private static final Arguments ARGUMENTS;

    static {
        CommandBuilder builder = new CommandBuilder(new String[] {NAME});
        ARGUMENTS = Arguments.of(builder, FORMATS);
        FAIL_ON_ARGUMENT = builder.argument("failOn", String.class)
                .description("The verdict from which on the exit code is 2: crit, warn (crit, too), never")
                .defaultValue(FAIL_ON.get(0))
                .build();
    }

    public PartitionStatusCommandStep() {
        super(NAME, "How managed tables stand: verdict, partitions, runway. Exit code 2 at CRIT", FORMATS, ARGUMENTS);
    }

    @Override
    public void validate(CommandScope scope) throws CommandValidationException {
        super.validate(scope);
        checkOneOf(FAIL_ON, "failOn", scope.getArgumentValue(FAIL_ON_ARGUMENT));
    }

    @Override
    int run(Maintenance maintenance, String format, CommandResultsBuilder results)
            throws IOException, CommandFailedException {
        StatusReport status = maintenance.status();
        results.addResult("status", status);
        print(results, format.equals("json") ? status.toJson() : status.toText());
        String failOn = results.getCommandScope().getArgumentValue(FAIL_ON_ARGUMENT);
        if (fails(status.worst(), failOn.toLowerCase(Locale.ROOT))) {
            throw results.commandFailed("The worst verdict is " + status.worst(), NOT_WELL, true);
        }
        return status.tables().size();
    }

    private static boolean fails(Verdict worst, String failOn) {
        return switch (failOn) {
            case "crit" -> worst == Verdict.CRIT;
            case "warn" -> worst != Verdict.OK;
            default -> false;
        };
    }
}
