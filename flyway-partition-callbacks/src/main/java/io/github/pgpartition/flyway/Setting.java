package io.github.pgpartition.flyway;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.Optional;

/** The settings that are one text. */
enum Setting {
    LOCK_TIMEOUT("lockTimeout"),
    LOCK_RETRIES("lockRetries"),
    ON_FAILURE("onFailure"),
    EVENTS("events"),
    DRY_RUN("dryRun"),
    POLICIES("policies");

    private final String key;

    Setting(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }

    static Optional<Setting> find(String key) {
        return Arrays.stream(values()).filter(s -> s.key.equals(key)).findFirst();
    }

    static String all() {
        return Arrays.stream(values()).map(Setting::key).collect(joining(", "));
    }

    @Override
    public String toString() {
        return "flyway." + PartitionsConfigurationExtension.NAMESPACE + "." + key;
    }
}
