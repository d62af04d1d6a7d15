package io.github.pgpartition.liquibase.precondition;

import java.util.List;
import liquibase.database.Database;

/** There is a partitioned table of that name. */
public class TablePartitionedPrecondition extends PartitionPrecondition {

    @Override
    public String getName() {
        return "tablePartitioned";
    }

    @Override
    List<Attribute> required() {
        return List.of(tableAttribute());
    }

    @Override
    String query() {
        return "SELECT c.relkind = 'p' FROM pg_catalog.pg_class c WHERE c.oid = pg_catalog.to_regclass(?)::pg_catalog.oid";
    }

    @Override
    List<String> values(Database database) {
        return List.of(table(database).sql());
    }

    @Override
    String failure(Database database) {
        return table(database).sql() + " is not a partitioned table";
    }
}
