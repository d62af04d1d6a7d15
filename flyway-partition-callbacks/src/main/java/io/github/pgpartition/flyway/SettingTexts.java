package io.github.pgpartition.flyway;

import static java.util.stream.Collectors.joining;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import org.flywaydb.core.api.configuration.Configuration;
import org.jspecify.annotations.Nullable;

/** The settings as they were written: placeholders such as {@code partitions_lockTimeout}, and over them what is in our namespace. */
final class SettingTexts {

    private static final String PLACEHOLDER = PartitionsConfigurationExtension.NAMESPACE + "_";

    private final Map<Setting, String> texts = new EnumMap<>(Setting.class);
    private final Map<String, Object> tables;

    SettingTexts(Configuration configuration) {
        configuration.getPlaceholders().forEach(this::placeholder);
        PartitionsConfigurationExtension extension = extension(configuration);
        put(Setting.LOCK_TIMEOUT, extension.getLockTimeout());
        put(Setting.LOCK_RETRIES, extension.getLockRetries());
        put(Setting.ON_FAILURE, extension.getOnFailure());
        put(Setting.EVENTS, joined(extension.getEvents()));
        put(Setting.DRY_RUN, extension.getDryRun());
        put(Setting.POLICIES, extension.getPolicies());
        Map<String, Object> nested = extension.getTable();
        tables = nested == null ? Map.of() : nested;
    }

    String get(Setting setting, String fallback) {
        return texts.getOrDefault(setting, fallback);
    }

    Map<String, Object> tables() {
        return tables;
    }

    private void placeholder(String name, @Nullable String value) {
        if (name.startsWith(PLACEHOLDER)) {
            Setting setting = Setting.find(name.substring(PLACEHOLDER.length()))
                    .orElseThrow(() -> new PartitionSettingsException(
                            "Cannot use the placeholder " + name,
                            "the names that begin with " + PLACEHOLDER
                                    + " are PgPartition's settings, and this is none",
                            "Use one of " + Setting.all() + " after " + PLACEHOLDER + ", or another name"));
            put(setting, value);
        }
    }

    private void put(Setting setting, @Nullable String text) {
        if (text != null && !text.isBlank()) {
            texts.put(setting, text.strip());
        }
    }

    private static @Nullable String joined(@Nullable Object events) {
        return events instanceof Collection<?> list
                ? list.stream().map(String::valueOf).collect(joining(","))
                : events == null ? null : events.toString();
    }

    /** The name that 10.22 has; the newer one is missing before 11.13. Null where somebody's fat jar lost our service file. */
    @SuppressWarnings("deprecation")
    private static PartitionsConfigurationExtension extension(Configuration configuration) {
        PartitionsConfigurationExtension extension =
                configuration.getPluginRegister().getPlugin(PartitionsConfigurationExtension.class);
        return extension == null ? new PartitionsConfigurationExtension() : extension;
    }
}
