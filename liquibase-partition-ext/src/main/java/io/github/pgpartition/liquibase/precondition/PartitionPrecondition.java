package io.github.pgpartition.liquibase.precondition;

import io.github.pgpartition.liquibase.change.ChangelogNames;
import io.github.pgpartition.liquibase.parser.PartitionNamespace;
import io.github.pgpartition.liquibase.statement.Databases;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.visitor.ChangeExecListener;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.PreconditionErrorException;
import liquibase.exception.PreconditionFailedException;
import liquibase.exception.ValidationErrors;
import liquibase.exception.Warnings;
import liquibase.parser.core.ParsedNode;
import liquibase.parser.core.ParsedNodeException;
import liquibase.precondition.AbstractPrecondition;
import liquibase.resource.ResourceAccessor;
import org.jspecify.annotations.Nullable;

/** Something that must be so of a partitioned table. Names mean what they mean in the changes around them. */
public abstract class PartitionPrecondition extends AbstractPrecondition {

    private @Nullable String schemaName;
    private @Nullable String tableName;
    private final List<String> problems = new ArrayList<>();

    public @Nullable String getSchemaName() {
        return schemaName;
    }

    public void setSchemaName(@Nullable String schemaName) {
        this.schemaName = schemaName;
    }

    public @Nullable String getTableName() {
        return tableName;
    }

    public void setTableName(@Nullable String tableName) {
        this.tableName = tableName;
    }

    /** Answers in the first column of its only row whether it is so; in a second, if there is one, what more there is to say where it is not. */
    abstract String query();

    /** What the query's parameters are bound to. */
    abstract List<String> values(Database database);

    /** What is not so, where it is not. */
    abstract String failure(Database database);

    /** Attributes that must be there, with what they are set to. */
    abstract List<Attribute> required();

    record Attribute(String name, @Nullable String value) {}

    final Attribute tableAttribute() {
        return new Attribute("tableName", tableName);
    }

    final QualifiedName table(Database database) {
        return ChangelogNames.table(database, schemaName, tableName == null ? "" : tableName);
    }

    @Override
    public Warnings warn(Database database) {
        return new Warnings();
    }

    @Override
    public ValidationErrors validate(Database database) {
        ValidationErrors errors = new ValidationErrors();
        if (!Databases.canPartition(database)) {
            return errors.addError(
                    getName() + " needs PostgreSQL, and this is " + database.getDatabaseProductName() + ".");
        }
        problems.forEach(errors::addError);
        required().stream()
                .filter(attribute ->
                        attribute.value() == null || attribute.value().isBlank())
                .forEach(attribute -> errors.addError(attribute.name() + " is required for " + getName()));
        return errors;
    }

    /** Liquibase ignores keys that it does not know; a typo must not make a precondition mean something else. */
    @Override
    public void load(ParsedNode node, ResourceAccessor resourceAccessor) throws ParsedNodeException {
        node.getChildren().stream()
                .map(ParsedNode::getName)
                .filter(name -> !getSerializableFields().contains(name))
                .forEach(name -> problems.add(getName() + " has no attribute '" + name + "'. It takes "
                        + String.join(", ", getSerializableFields()) + "."));
        super.load(node, resourceAccessor);
    }

    @Override
    public void check(
            Database database,
            @Nullable DatabaseChangeLog changeLog,
            @Nullable ChangeSet changeSet,
            @Nullable ChangeExecListener listener)
            throws PreconditionFailedException, PreconditionErrorException {
        Optional<String> problem =
                validate(database).getErrorMessages().stream().findFirst();
        if (problem.isPresent()) {
            throw new PreconditionErrorException(new IllegalArgumentException(problem.get()), changeLog, this);
        }
        Answer answer = answer(database, changeLog);
        if (!answer.isSo()) {
            throw new PreconditionFailedException(failure(database) + answer.more(), changeLog, this);
        }
    }

    private record Answer(boolean isSo, String more) {

        static Answer of(ResultSet row) throws SQLException {
            if (!row.next()) {
                return new Answer(false, "");
            }
            String more = row.getMetaData().getColumnCount() > 1 ? row.getString(2) : null;
            return new Answer(row.getBoolean(1), more == null ? "" : ": " + more);
        }
    }

    private Answer answer(Database database, @Nullable DatabaseChangeLog changeLog) throws PreconditionErrorException {
        if (!(database.getConnection() instanceof JdbcConnection jdbc)) {
            throw new PreconditionErrorException(
                    new IllegalStateException(getName() + " needs a connection to the database"), changeLog, this);
        }
        try (PreparedStatement query = jdbc.getUnderlyingConnection().prepareStatement(query())) {
            List<String> values = values(database);
            for (int i = 0; i < values.size(); i++) {
                query.setString(i + 1, values.get(i));
            }
            try (ResultSet row = query.executeQuery()) {
                return Answer.of(row);
            }
        } catch (SQLException e) {
            throw new PreconditionErrorException(e, changeLog, this);
        }
    }

    /** Liquibase takes every field for an attribute. */
    @Override
    public Set<String> getSerializableFields() {
        Set<String> fields = new TreeSet<>(super.getSerializableFields());
        fields.remove("problems");
        return fields;
    }

    @Override
    public String toString() {
        return getName();
    }

    @Override
    public String getSerializedObjectNamespace() {
        return PartitionNamespace.NAMESPACE;
    }
}
