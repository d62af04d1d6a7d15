package io.github.pgpartition.liquibase.configuration;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.LockPolicy;
import java.util.Locale;
import java.util.Optional;
import liquibase.configuration.AutoloadedConfigurations;
import liquibase.configuration.ConfigurationDefinition;
import liquibase.configuration.ConfigurationValueObfuscator;
import org.jspecify.annotations.Nullable;

/** The settings {@code liquibase.partition.*}. */
public class PartitionSettings implements AutoloadedConfigurations {

    private static final String PREFIX = "liquibase.partition";

    private static final ConfigurationDefinition<String> LOCK_TIMEOUT;
    private static final ConfigurationDefinition<Integer> LOCK_RETRIES;
    private static final ConfigurationDefinition<Boolean> CREATE_TEMPLATE_TABLES;
    private static final ConfigurationDefinition<Boolean> CREATE_WITH_PRIMARY_KEY;

    private static final ConfigurationDefinition<Integer> IN_THREADS;
    private static final ConfigurationDefinition<String> URL;
    private static final ConfigurationDefinition<String> USERNAME;
    private static final ConfigurationDefinition<String> PASSWORD;

    static {
        ConfigurationDefinition.Builder builder = new ConfigurationDefinition.Builder(PREFIX);
        LOCK_TIMEOUT = builder.define("lockTimeout", String.class)
                .setDescription("How long a statement of a partition change may wait for a lock, and so how long others"
                        + " may queue behind it, before it is tried again: 500ms, 2s")
                .setDefaultValue(LockPolicy.DEFAULT.setting())
                .build();
        LOCK_RETRIES = builder.define("lockRetries", Integer.class)
                .setDescription(
                        "How often a statement that did not get its lock is tried again before the change fails")
                .setDefaultValue(LockPolicy.DEFAULT.retries())
                .build();
        CREATE_TEMPLATE_TABLES = builder.define("createTemplateTables", Boolean.class)
                .setDescription("Whether partitioned tables are created with a template, <table>_template, that new"
                        + " partitions take keys, constraints and indexes from, where a change does not say")
                .setDefaultValue(false)
                .setValueHandler(PartitionSettings::trueOrFalse)
                .build();
        CREATE_WITH_PRIMARY_KEY = builder.define("createWithPrimaryKey", Boolean.class)
                .setDescription("Whether the columns of the partition key that are missing from primaryKey (id without"
                        + " it) are added to it, so that the partitioned table itself has the primary key")
                .setDefaultValue(false)
                .setValueHandler(PartitionSettings::trueOrFalse)
                .build();
        IN_THREADS = builder.define("inThreads", Integer.class)
                .setDescription(
                        "How many partitions get an index at the same time, each on a connection of its own, where a"
                                + " change does not say")
                .setDefaultValue(1)
                .build();
        URL = builder.define("url", String.class)
                .setDescription("JDBC URL of the same database for further connections, where Liquibase was given a"
                        + " connection and not the URL and password that it was made with")
                .setValueObfuscator(ConfigurationValueObfuscator.URL_OBFUSCATOR)
                .build();
        USERNAME = builder.define("username", String.class)
                .setDescription("User of these further connections")
                .build();
        PASSWORD = builder.define("password", String.class)
                .setDescription("Password of that user; never logged")
                .setValueObfuscator(ConfigurationValueObfuscator.STANDARD)
                .build();
    }

    /**
     * Reads all that have a form, so that a wrong one is told before anything runs.
     *
     * @throws PartitioningException for the first one that cannot be used
     */
    public static void check() {
        locks();
        inThreads();
        createTemplateTables();
        createWithPrimaryKey();
        UnknownSettings.warn();
    }

    public static LockPolicy locks() {
        String timeout = value(LOCK_TIMEOUT);
        int retries = value(LOCK_RETRIES);
        try {
            return LockPolicy.of(timeout, retries);
        } catch (PartitioningException e) { // it knows the settings by the last part of their names
            throw PartitioningException.of(
                    String.valueOf(e.getMessage()).replaceFirst("(lockTimeout|lockRetries)", PREFIX + ".$1"));
        }
    }

    public static int inThreads() {
        return value(IN_THREADS);
    }

    public static boolean createTemplateTables() {
        return value(CREATE_TEMPLATE_TABLES);
    }

    public static boolean createWithPrimaryKey() {
        return value(CREATE_WITH_PRIMARY_KEY);
    }

    public static Optional<String> url() {
        return Optional.ofNullable(URL.getCurrentValue());
    }

    public static Optional<String> username() {
        return Optional.ofNullable(USERNAME.getCurrentValue());
    }

    public static Optional<String> password() {
        return Optional.ofNullable(PASSWORD.getCurrentValue());
    }

    private static <T> T value(ConfigurationDefinition<T> setting) {
        try {
            return setting.getCurrentValue();
        } catch (IllegalArgumentException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new PartitioningException(
                    "Cannot use setting " + setting.getKey(),
                    String.valueOf(cause.getMessage()),
                    "Correct it on the command line, in the environment or in the defaults file");
        }
    }

    /** Liquibase itself takes every text that it does not know for false. */
    private static @Nullable Boolean trueOrFalse(@Nullable Object value) {
        if (value == null || value instanceof Boolean) {
            return (Boolean) value;
        }
        return switch (value.toString().strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("'" + value + "' is neither true nor false");
        };
    }
}
