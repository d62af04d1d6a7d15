package io.github.pgpartition.execution;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.catalog.KeyComparisons;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.BoundsCondition;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.operation.AttachPartition;
import io.github.pgpartition.operation.CreatePartition;
import io.github.pgpartition.operation.CreatePartitionOnline;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A step that the server refused: what to do, with what the catalog knows and the server's message does not say. */
final class Refusal {

    private static final String CHECK_VIOLATION = "23514";
    private static final String INVALID_DEFINITION = "42P17";
    private static final String NOT_SUPPORTED = "0A000";

    private static final Pattern OVERLAP = Pattern.compile("would overlap partition \"(.+)\"");
    private static final Pattern LACKS_COLUMN =
            Pattern.compile("(PRIMARY KEY|UNIQUE) constraint on table \".+\" lacks column (\".+?\")");
    private static final Pattern HINT = Pattern.compile("(?m)^\\s*Hint: (.+?)\\.?$");

    private record Placement(QualifiedName parent, QualifiedName partition, PartitionBounds bounds) {

        static Optional<Placement> of(Operation step) {
            if (step instanceof CreatePartition create) {
                return Optional.of(new Placement(create.parent(), create.partition(), create.bounds()));
            }
            if (step instanceof CreatePartitionOnline create) {
                return Optional.of(new Placement(create.parent(), create.partition(), create.bounds()));
            }
            return step instanceof AttachPartition attach
                    ? Optional.of(new Placement(attach.parent(), attach.partition(), attach.bounds()))
                    : Optional.empty();
        }
    }

    private final Connection connection;
    private final LockPolicy locks;
    private final Operation step;
    private final SQLException refused;
    private final String message;
    private final String state;

    private Refusal(Connection connection, LockPolicy locks, Operation step, SQLException refused) {
        this.connection = connection;
        this.locks = locks;
        this.step = step;
        this.refused = refused;
        this.message = String.valueOf(refused.getMessage());
        this.state = String.valueOf(refused.getSQLState());
    }

    static PartitioningException explain(
            Connection connection, LockPolicy locks, Operation step, SQLException refused) {
        return new Refusal(connection, locks, step, refused).explain();
    }

    private PartitioningException explain() {
        String sql = step.statements().stream().map(s -> s.text() + ";").collect(joining("\n"));
        return PartitioningException.refused("Cannot " + step.describe(), sql, refused, next());
    }

    private String next() {
        try {
            Optional<String> next = Placement.of(step).flatMap(this::next);
            if (next.isPresent()) {
                return next.get();
            }
        } catch (PartitioningException e) {
            refused.addSuppressed(e); // the advice is lost, the refusal must not be
        }
        String known = step.whatNext(state);
        Matcher hint = HINT.matcher(message);
        return known.equals(Operation.CORRECT_IT) && hint.find() ? hint.group(1) : known;
    }

    private Optional<String> next(Placement placement) {
        return switch (state) {
            case INVALID_DEFINITION -> overlapped(placement);
            case CHECK_VIOLATION -> table(placement).map(table -> rowsInTheWay(placement, table));
            case NOT_SUPPORTED -> missingKeyColumn(placement);
            default -> Optional.empty();
        };
    }

    private Optional<PartitionedTable> table(Placement placement) {
        return BoundedCatalog.onDemand(connection, locks).table(placement.parent());
    }

    private Optional<String> overlapped(Placement placement) {
        Matcher overlap = OVERLAP.matcher(message);
        return !overlap.find()
                ? Optional.empty()
                : table(placement).stream()
                        .flatMap(table -> table.partitions().stream())
                        .filter(p -> p.name().name().equals(Identifier.of(overlap.group(1))))
                        .findFirst()
                        .map(p -> p.name().sql() + " is there " + p.bounds().sql()
                                + ": give bounds that leave these out, or detach it first");
    }

    private String rowsInTheWay(Placement placement, PartitionedTable table) {
        List<PartitionBounds> siblings = table.partitions().stream()
                .filter(p -> !p.name().equals(placement.partition()))
                .map(Partition::bounds)
                .toList();
        String condition = new BoundsCondition(
                        table.key().strategy(), KeyComparisons.read(connection, table), table.name())
                .of(placement.bounds(), siblings);
        boolean inDefault = message.contains("default partition");
        return inDefault && table.defaultPartition().isPresent()
                ? toBeMoved(table.defaultPartition().get().name(), table.name(), condition)
                : ViolatedCheck.remedy(placement.partition(), condition);
    }

    private static String toBeMoved(QualifiedName from, QualifiedName parent, String condition) {
        String rows = " FROM " + from.sql() + " WHERE " + condition;
        return "SELECT *" + rows + " finds them. Create a table like " + parent.sql()
                + ", move them there (WITH moved AS (DELETE" + rows
                + " RETURNING *) INSERT INTO that table SELECT * FROM moved), and attach it with these bounds";
    }

    private Optional<String> missingKeyColumn(Placement placement) {
        Matcher lacks = LACKS_COLUMN.matcher(message);
        return lacks.find()
                ? Optional.of(
                        "Add " + lacks.group(2) + " to the "
                                + (lacks.group(1).equals("UNIQUE") ? "unique constraint" : "primary key") + " of "
                                + placement.parent().sql()
                                + ", from which the partition has it: a key must hold every column that its table is partitioned by")
                : Optional.empty();
    }
}
