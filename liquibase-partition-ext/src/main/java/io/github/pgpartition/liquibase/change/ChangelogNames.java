package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.util.Arrays;
import java.util.List;
import liquibase.database.Database;
import liquibase.structure.DatabaseObject;
import liquibase.structure.core.Column;
import liquibase.structure.core.Index;
import liquibase.structure.core.Schema;
import liquibase.structure.core.Table;
import org.jspecify.annotations.Nullable;

/**
 * Names of a changelog as what they name in the database.
 *
 * <p>Core writes a name as it is, or in quotes, depending on the changelog's objectQuotingStrategy, and PostgreSQL folds what has none: here
 * the same is done, so that {@code createTable} and our changes speak of one table.
 */
public final class ChangelogNames {

    private ChangelogNames() {}

    /** A table; without schema it is in the database's default schema, as it is for {@code createTable}. */
    public static QualifiedName table(Database database, @Nullable String schema, String name) {
        return QualifiedName.parse(database.escapeTableName(null, schema, name));
    }

    public static Identifier table(Database database, String name) {
        return name(database, name, Table.class);
    }

    public static Identifier schema(Database database, String name) {
        return name(database, name, Schema.class);
    }

    public static Identifier index(Database database, String name) {
        return name(database, name, Index.class);
    }

    public static Identifier column(Database database, String name) {
        return name(database, name, Column.class);
    }

    static List<Identifier> columns(Database database, @Nullable String commaSeparated) {
        return split(commaSeparated).stream()
                .map(name -> column(database, name))
                .toList();
    }

    static List<String> split(@Nullable String commaSeparated) {
        if (commaSeparated == null || commaSeparated.isBlank()) {
            return List.of();
        }
        return Arrays.stream(commaSeparated.split(",", -1)).map(String::strip).toList();
    }

    static @Nullable Identifier tablespace(@Nullable String name) {
        return name == null || name.isBlank() ? null : Identifier.parse(name);
    }

    private static Identifier name(Database database, String name, Class<? extends DatabaseObject> type) {
        return Identifier.parse(database.escapeObjectName(name, type));
    }
}
