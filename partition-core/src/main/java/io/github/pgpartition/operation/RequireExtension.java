package io.github.pgpartition.operation;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.SqlLiteral;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;
import java.util.Locale;

/** Refuses to go on in a database that lacks an extension; stands first, so that nothing is made before. Takes no lock. */
public record RequireExtension(Identifier extension, String purpose) implements Operation {

    private static final String BLOCK = """
            DO $pgpartition$
            BEGIN
                IF NOT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = %s) THEN
                    RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = %s, HINT = %s;
                END IF;
            END
            $pgpartition$""";

    public RequireExtension {
        requireNonNull(extension, "extension");
        requireNonNull(purpose, "purpose");
    }

    @Override
    public List<SqlStatement> statements() {
        return List.of(SqlStatement.of(String.format(
                Locale.ROOT,
                BLOCK,
                SqlLiteral.quote(extension.value()),
                SqlLiteral.quote(
                        "Cannot " + purpose + ": this database does not have the extension " + extension.value()),
                SqlLiteral.quote("Run CREATE EXTENSION " + extension.sql() + " there first"))));
    }

    @Override
    public String describe() {
        return "make sure that extension " + extension.sql() + " is there";
    }
}
