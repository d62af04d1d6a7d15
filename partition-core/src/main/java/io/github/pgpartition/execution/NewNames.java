package io.github.pgpartition.execution;

import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.maintenance.TablePlan;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is known of the names that new partitions of a table are to have. */
final class NewNames {

    private final StateReader reader;
    private final Set<Identifier> asked = new HashSet<>();
    private final Set<Identifier> taken = new HashSet<>();

    NewNames(StateReader reader) {
        this.reader = reader;
    }

    static List<Identifier> of(TablePlan plan) {
        return plan.steps().stream()
                .flatMap(Step::makes)
                .map(QualifiedName::name)
                .toList();
    }

    /** Those that are somebody else's. */
    Set<Identifier> taken() {
        return taken;
    }

    /** Whether some of the plan turn out to be. Each is asked for once. */
    boolean areTaken(TablePlan plan) throws SQLException {
        List<Identifier> unknown = of(plan).stream().filter(asked::add).toList();
        return taken.addAll(reader.taken(plan.table().schema().orElseThrow(), unknown));
    }
}
