package io.github.pgpartition.liquibase.change;

import static java.util.stream.Collectors.toMap;
import static liquibase.change.ChangeParameterMetaData.NONE;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.liquibase.configuration.PartitionSettings;
import io.github.pgpartition.liquibase.parser.Block;
import io.github.pgpartition.liquibase.parser.ChangeNode;
import io.github.pgpartition.liquibase.parser.PartitionNamespace;
import io.github.pgpartition.liquibase.statement.Databases;
import io.github.pgpartition.liquibase.statement.Part;
import io.github.pgpartition.liquibase.statement.Statements;
import io.github.pgpartition.sql.QualifiedName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import liquibase.ChecksumVersion;
import liquibase.Scope;
import liquibase.change.AbstractChange;
import liquibase.change.ChangeFactory;
import liquibase.change.ChangeParameterMetaData;
import liquibase.change.DatabaseChangeProperty;
import liquibase.database.Database;
import liquibase.exception.RollbackImpossibleException;
import liquibase.exception.ValidationErrors;
import liquibase.exception.Warnings;
import liquibase.parser.core.ParsedNode;
import liquibase.parser.core.ParsedNodeException;
import liquibase.resource.ResourceAccessor;
import liquibase.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * What all changes have in common: strict keys, PostgreSQL only, the transaction rule, checksums, and the operation that undoes them.
 */
public abstract class PartitionChange extends AbstractChange {

    /** How something is done, not what: changing one must not look like changing the change. */
    private static final String[] NOT_IN_CHECKSUM = {"concurrently", "ifNotExists", "inThreads", "online"};

    private @Nullable String schemaName;
    private @Nullable String tableName;
    private final List<String> problems = new ArrayList<>();
    private final List<String> bareNumbers = new ArrayList<>();

    @DatabaseChangeProperty(
            description = "Schema of the table; without it, the database's default schema",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getSchemaName() {
        return schemaName;
    }

    public void setSchemaName(@Nullable String schemaName) {
        this.schemaName = schemaName;
    }

    @DatabaseChangeProperty(
            description = "The partitioned table",
            requiredForDatabase = "postgresql",
            supportsDatabase = "postgresql")
    public @Nullable String getTableName() {
        return tableName;
    }

    public void setTableName(@Nullable String tableName) {
        this.tableName = tableName;
    }

    /** What the change does. */
    protected abstract List<Part> parts(Database database);

    /** What undoes the change; not called where {@link #whyNotUndone} has a reason. */
    protected abstract List<Part> undo(Database database);

    /** Why the change cannot be undone from its attributes, and what to do then; empty where it can. */
    protected Optional<String> whyNotUndone() {
        return Optional.empty();
    }

    /** What the change asks for that not every supported PostgreSQL has. */
    protected Optional<NewerFeature> newerFeature() {
        return Optional.empty();
    }

    /** The tables that the change is about. */
    protected List<QualifiedName> tables(Database database) {
        return List.of(table(database));
    }

    /** Lists of elements that the change takes beside its attributes. */
    protected List<Block> blocks() {
        return List.of();
    }

    /** The attribute because of which the change cannot run in a transaction; empty where it can. */
    protected Optional<String> forbidsTransaction() {
        return Optional.empty();
    }

    /** Reports what is wrong beyond missing attributes; not called while one is missing. */
    protected void check(Database database, ValidationErrors errors) {}

    /** The table, as PostgreSQL knows it. */
    public final QualifiedName table(Database database) {
        return ChangelogNames.table(database, schemaName, tableName == null ? "" : tableName);
    }

    /** Bounds that were numbers without quotes in YAML. */
    final List<String> bareNumbers() {
        return bareNumbers;
    }

    @Override
    public SqlStatement[] generateStatements(Database database) {
        return Statements.of(() -> parts(database), database, getChangeSet(), tables(database));
    }

    @Override
    public SqlStatement[] generateRollbackStatements(Database database) throws RollbackImpossibleException {
        Optional<String> why = whyNotUndone();
        if (why.isPresent()) {
            throw new RollbackImpossibleException(
                    getSerializedObjectName() + " on " + tableName + " cannot be undone: " + why.get());
        }
        return Statements.of(() -> undo(database), database, getChangeSet(), tables(database));
    }

    @Override
    public boolean supportsRollback(Database database) {
        return whyNotUndone().isEmpty();
    }

    @Override
    public boolean supports(Database database) {
        return Databases.canPartition(database);
    }

    @Override
    public boolean generateStatementsVolatile(Database database) {
        return false;
    }

    @Override
    public boolean generateRollbackStatementsVolatile(Database database) {
        return generateStatementsVolatile(database);
    }

    /** Nothing: core would generate statements before anything has been validated. */
    @Override
    public Warnings warn(Database database) {
        return new Warnings();
    }

    @Override
    public ValidationErrors validate(Database database) {
        ValidationErrors errors = new ValidationErrors(this);
        if (!supports(database)) {
            return errors.addError(getSerializedObjectName() + " needs PostgreSQL, and this is "
                    + database.getDatabaseProductName() + ". Give the changeset dbms=\"postgresql\" to skip it here.");
        }
        problems.forEach(errors::addError);
        ServerVersion.of(database)
                .problem(getSerializedObjectName(), newerFeature())
                .ifPresent(errors::addError);
        forbidsTransaction().ifPresent(attribute -> checkTransaction(attribute, errors));
        checkRequired(database, errors);
        try {
            PartitionSettings.check();
            if (!errors.hasErrors() && tableName != null) {
                tables(database); // a name that cannot be read is an error
            }
            if (!errors.hasErrors()) {
                check(database, errors);
            }
            if (!errors.hasErrors()) {
                errors.addAll(super.validate(database));
            }
        } catch (PartitioningException e) {
            errors.addError(e.getMessage());
        }
        return errors;
    }

    private void checkRequired(Database database, ValidationErrors errors) {
        metaData().values().stream()
                .filter(attribute -> attribute.isRequiredFor(database))
                .forEach(attribute ->
                        errors.checkRequiredField(attribute.getParameterName(), attribute.getCurrentValue(this)));
    }

    private void checkTransaction(String attribute, ValidationErrors errors) {
        if (getChangeSet() != null && getChangeSet().isRunInTransaction()) {
            errors.addError(
                    getSerializedObjectName() + " with " + attribute
                            + "=\"true\" cannot run in a transaction. Put it in a changeset of its own with runInTransaction=\"false\".");
        }
    }

    @Override
    public void load(ParsedNode node, ResourceAccessor resourceAccessor) throws ParsedNodeException {
        ChangeNode read = new ChangeNode(node, attributeTypes(), blocks());
        problems.addAll(read.problems());
        bareNumbers.addAll(read.bareNumbers());
        super.load(read.strict(), resourceAccessor);
    }

    private Map<String, Class<?>> attributeTypes() {
        return metaData().values().stream()
                .filter(attribute -> !Collection.class.isAssignableFrom(attribute.getDataTypeClass()))
                .collect(toMap(ChangeParameterMetaData::getParameterName, ChangeParameterMetaData::getDataTypeClass));
    }

    private Map<String, ChangeParameterMetaData> metaData() {
        return Scope.getCurrentScope()
                .getSingleton(ChangeFactory.class)
                .getChangeMetaData(this)
                .getParameters();
    }

    /** Empty lists count as absent: a list that a later release adds must not change old checksums. */
    @Override
    public @Nullable Object getSerializableFieldValue(String field) {
        Object value = super.getSerializableFieldValue(field);
        return value instanceof Collection<?> list && list.isEmpty() ? null : value;
    }

    @Override
    public String[] getExcludedFieldFilters(ChecksumVersion version) {
        return NOT_IN_CHECKSUM.clone();
    }

    @Override
    public String getSerializedObjectNamespace() {
        return PartitionNamespace.NAMESPACE;
    }
}
