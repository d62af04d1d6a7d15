package io.github.pgpartition.flyway;

import java.util.LinkedHashMap;
import java.util.Map;
import org.flywaydb.core.extensibility.ConfigurationExtension;
import org.jspecify.annotations.Nullable;

/**
 * The settings under {@code flyway.partitions}, as Flyway fills them from TOML, properties, the environment and its API.
 *
 * <p>All is text here, whatever it means: Flyway drops the whole namespace without a word when one value is not of its field's type. {@link
 * Settings} reads the texts. Null is what was not set.
 */
public final class PartitionsConfigurationExtension implements ConfigurationExtension {

    static final String NAMESPACE = "partitions";
    private static final String ENVIRONMENT = "FLYWAY_PARTITIONS_";

    private @Nullable String lockTimeout;
    private @Nullable String lockRetries;
    private @Nullable String onFailure;
    private @Nullable Object events;
    private @Nullable String dryRun;
    private @Nullable String policies;
    /** Of a class that Flyway can make, or it logs an error for each flat key below. */
    private @Nullable LinkedHashMap<String, Object> table;

    @Override
    public String getNamespace() {
        return NAMESPACE;
    }

    /** {@code FLYWAY_PARTITIONS_LOCK_TIMEOUT} is {@code lockTimeout}. A name that is none of ours is then refused by Flyway. */
    @Override
    public @Nullable String getConfigurationParameterFromEnvironmentVariable(String variable) {
        return variable.startsWith(ENVIRONMENT)
                ? "flyway." + NAMESPACE + "." + CamelCase.of(variable.substring(ENVIRONMENT.length()))
                : null;
    }

    /** Flyway's own takes Jackson, which 13.12 need not have. */
    @Override
    public PartitionsConfigurationExtension copy() {
        PartitionsConfigurationExtension copy = new PartitionsConfigurationExtension();
        copy.lockTimeout = lockTimeout;
        copy.lockRetries = lockRetries;
        copy.onFailure = onFailure;
        copy.events = events;
        copy.dryRun = dryRun;
        copy.policies = policies;
        copy.setTable(table);
        return copy;
    }

    public @Nullable String getLockTimeout() {
        return lockTimeout;
    }

    public void setLockTimeout(@Nullable String value) {
        lockTimeout = value;
    }

    public @Nullable String getLockRetries() {
        return lockRetries;
    }

    public void setLockRetries(@Nullable String value) {
        lockRetries = value;
    }

    public @Nullable String getOnFailure() {
        return onFailure;
    }

    public void setOnFailure(@Nullable String value) {
        onFailure = value;
    }

    public @Nullable Object getEvents() {
        return events;
    }

    /** Takes a text, {@code "afterMigrate, afterEachMigrate"}, or a list. */
    public void setEvents(@Nullable Object value) {
        events = value;
    }

    public @Nullable String getDryRun() {
        return dryRun;
    }

    public void setDryRun(@Nullable String value) {
        dryRun = value;
    }

    public @Nullable String getPolicies() {
        return policies;
    }

    /** Takes policies as one text: {@code app.events: interval=1 day, premake=7; app.logs: interval=1 month}. */
    public void setPolicies(@Nullable String value) {
        policies = value;
    }

    public @Nullable Map<String, Object> getTable() {
        return table;
    }

    /** Takes policies as fields by table: {@code {"app.events": {"interval": "1 day", "premake": 7}}}. */
    public void setTable(@Nullable Map<String, Object> value) {
        table = value == null ? null : new LinkedHashMap<>(value);
    }
}
