package io.github.pgpartition.liquibase.change;

import java.util.Locale;
import java.util.Map;
import liquibase.database.Database;
import liquibase.datatype.DataTypeFactory;

/** Types as a changelog writes them, under the names that the catalog gives them. */
final class TypeNames {

    private static final Map<String, String> ALIASES = Map.ofEntries(
            Map.entry("timestamptz", "timestamp with time zone"),
            Map.entry("timestamp", "timestamp without time zone"),
            Map.entry("int8", "bigint"),
            Map.entry("bigserial", "bigint"),
            Map.entry("serial8", "bigint"),
            Map.entry("int", "integer"),
            Map.entry("int4", "integer"),
            Map.entry("serial", "integer"),
            Map.entry("serial4", "integer"),
            Map.entry("int2", "smallint"),
            Map.entry("smallserial", "smallint"),
            Map.entry("decimal", "numeric"),
            Map.entry("bool", "boolean"),
            // The operator classes of varchar are those of text, and that is what the catalog has for a key.
            Map.entry("varchar", "text"),
            Map.entry("character varying", "text"),
            Map.entry("char", "character"),
            Map.entry("bpchar", "character"));

    private TypeNames() {}

    static String catalogName(String type, Database database) {
        String written = DataTypeFactory.getInstance()
                .fromDescription(type, database)
                .toDatabaseDataType(database)
                .toString();
        String plain = written.toLowerCase(Locale.ROOT)
                .replaceAll("\\([^)]*\\)", " ")
                .replaceAll("\\s+", " ")
                .strip();
        return ALIASES.getOrDefault(plain, plain);
    }
}
