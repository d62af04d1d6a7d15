package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_EXCLUSIVE;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Moves a table to another schema, with its partitions where it has some; their indexes go along.
 *
 * <p>Locks: ACCESS EXCLUSIVE on each of the tables.
 *
 * @param below   all partitions of the table, at every level
 * @param renames of tables and indexes whose names are taken there; they come first
 */
public record MoveToSchema(QualifiedName table, Identifier schema, List<QualifiedName> below, List<Rename> renames)
        implements Operation {

    /** A new name, in the schema in which the table or index is. */
    public record Rename(boolean index, QualifiedName relation, Identifier newName) {

        public Rename {
            requireNonNull(relation, "relation");
            requireNonNull(newName, "newName");
        }

        SqlStatement statement() {
            return SqlStatement.of(
                    "ALTER " + (index ? "INDEX " : "TABLE ") + relation.sql() + " RENAME TO " + newName.sql());
        }
    }

    public MoveToSchema {
        requireNonNull(table, "table");
        requireNonNull(schema, "schema");
        below = List.copyOf(below);
        renames = List.copyOf(renames);
    }

    public MoveToSchema(QualifiedName table, Identifier schema) {
        this(table, schema, List.of(), List.of());
    }

    @Override
    public List<SqlStatement> statements() {
        List<SqlStatement> all = new ArrayList<>();
        renames.forEach(r -> all.add(r.statement()));
        Stream.concat(Stream.of(table), below.stream()).forEach(t -> all.add(move(t)));
        return all;
    }

    private SqlStatement move(QualifiedName moved) {
        return SqlStatement.of("ALTER TABLE " + renamed(moved).sql() + " SET SCHEMA " + schema.sql())
                .locking(ACCESS_EXCLUSIVE, moved);
    }

    private QualifiedName renamed(QualifiedName moved) {
        return renames.stream()
                .filter(r -> r.relation().equals(moved))
                .findFirst()
                .map(r -> moved.sibling(r.newName()))
                .orElse(moved);
    }

    @Override
    public String describe() {
        return "move table " + table.sql() + " to schema " + schema.sql();
    }
}
