package io.github.pgpartition.liquibase;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import liquibase.Scope;
import liquibase.change.Change;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.database.Database;
import liquibase.exception.LiquibaseException;
import liquibase.parser.ChangeLogParserFactory;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.resource.ResourceAccessor;
import liquibase.sql.Sql;
import liquibase.sqlgenerator.SqlGeneratorFactory;

/** Changelogs for tests: from the class path, or from text. */
final class Changelogs {

    static final String XML = """
            <databaseChangeLog
                    xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
                    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                    xmlns:partition="https://pgpartition.github.io/xml/ns/liquibase-partition"
                    xsi:schemaLocation="
                        http://www.liquibase.org/xml/ns/dbchangelog
                        http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd
                        https://pgpartition.github.io/xml/ns/liquibase-partition
                        https://pgpartition.github.io/xml/ns/liquibase-partition/liquibase-partition-latest.xsd">
            CHANGESETS
            </databaseChangeLog>
            """;

    private Changelogs() {}

    /** A changelog of changesets in a format: {@code xml}, {@code yaml} or {@code json}. */
    static String changelog(String format, String changeSets) {
        return switch (format) {
            case "xml" -> XML.replace("CHANGESETS", changeSets);
            case "yaml" -> "databaseChangeLog:\n" + changeSets.indent(2);
            case "json" -> "{\"databaseChangeLog\": [" + changeSets + "]}";
            default -> throw new IllegalArgumentException(format);
        };
    }

    static DatabaseChangeLog onClassPath(String name) {
        return parse(name, new ClassLoaderResourceAccessor());
    }

    /** The changes inside one changeset of an XML changelog. */
    static List<Change> xml(Path folder, String changes) {
        String text = XML.replace("CHANGESETS", "<changeSet id=\"1\" author=\"test\">" + changes + "</changeSet>");
        return changes(text(folder, "changelog.xml", text));
    }

    /** The changes inside one changeset of a YAML changelog, each indented by eight blanks. */
    static List<Change> yaml(Path folder, String changes) {
        String text = "databaseChangeLog:\n  - changeSet:\n      id: 1\n      author: test\n      changes:\n" + changes;
        return changes(text(folder, "changelog.yaml", text));
    }

    static DatabaseChangeLog text(Path folder, String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
            return parse(name, new DirectoryResourceAccessor(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DatabaseChangeLog parse(String name, ResourceAccessor files) {
        try {
            return Scope.child(
                    Map.of(Scope.Attr.resourceAccessor.name(), files),
                    () -> ChangeLogParserFactory.getInstance()
                            .getParser(name, files)
                            .parse(name, new ChangeLogParameters(), files));
        } catch (Exception e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    static List<Change> changes(DatabaseChangeLog changelog) {
        return changelog.getChangeSets().stream()
                .map(ChangeSet::getChanges)
                .flatMap(List::stream)
                .toList();
    }

    /** What {@code validate} would report. */
    static List<String> errors(Change change, Database database) {
        return change.validate(database).getErrorMessages();
    }

    static List<String> sql(Change change, Database database) {
        return Stream.of(SqlGeneratorFactory.getInstance().generateSql(change, database))
                .map(Sql::toSql)
                .toList();
    }

    static List<String> rollbackSql(Change change, Database database) {
        try {
            return Stream.of(SqlGeneratorFactory.getInstance()
                            .generateSql(change.generateRollbackStatements(database), database))
                    .map(Sql::toSql)
                    .toList();
        } catch (LiquibaseException e) {
            throw new IllegalStateException(e);
        }
    }
}
