package io.github.pgpartition.sql;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The name of a relation, with its schema or, where it has none, found through the {@code search_path}. */
public record QualifiedName(@Nullable Identifier schemaOrNull, Identifier name) implements Comparable<QualifiedName> {

    private static final Comparator<QualifiedName> ORDER = Comparator.comparing(
                    (QualifiedName n) -> n.schemaOrNull == null ? "" : n.schemaOrNull.value())
            .thenComparing(n -> n.name.value());

    public QualifiedName {
        requireNonNull(name, "name");
    }

    public static QualifiedName of(String schema, String name) {
        return new QualifiedName(Identifier.of(schema), Identifier.of(name));
    }

    public static QualifiedName of(String name) {
        return new QualifiedName(null, Identifier.of(name));
    }

    /** Reads {@code app.events} or {@code "App"."Events"} as PostgreSQL does. */
    public static QualifiedName parse(String text) {
        List<Identifier> parts = NameParser.parse(text);
        return switch (parts.size()) {
            case 1 -> new QualifiedName(null, parts.get(0));
            case 2 -> new QualifiedName(parts.get(0), parts.get(1));
            default ->
                throw new InvalidNameException("Cannot read the name '" + text + "': it has " + parts.size()
                        + " parts, and a table has a schema and a name. Put a name that holds a dot in double quotes.");
        };
    }

    public Optional<Identifier> schema() {
        return Optional.ofNullable(schemaOrNull);
    }

    /** A relation of another name in the same schema. */
    public QualifiedName sibling(Identifier other) {
        return new QualifiedName(schemaOrNull, other);
    }

    public String sql() {
        return schemaOrNull == null ? name.sql() : schemaOrNull.sql() + "." + name.sql();
    }

    @Override
    public int compareTo(QualifiedName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return sql();
    }
}
