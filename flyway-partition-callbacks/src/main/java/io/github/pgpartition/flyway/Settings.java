package io.github.pgpartition.flyway;

import static io.github.pgpartition.flyway.PartitionSettingsException.wrong;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.QualifiedName;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flywaydb.core.api.configuration.Configuration;

/**
 * The settings, read and checked: wrong ones never get past here.
 *
 * @param warnOnly whether a failure is logged and nothing more
 * @param events   names of those at which partitions are maintained
 * @param policies to be declared before a pass
 */
record Settings(
        LockPolicy locks, boolean warnOnly, Set<String> events, boolean dryRun, List<PartitionPolicy> policies) {

    static final String AFTER_MIGRATE = "afterMigrate";
    static final String AFTER_EACH_MIGRATE = "afterEachMigrate";

    private static final Set<String> KNOWN_EVENTS = Set.of(AFTER_MIGRATE, AFTER_EACH_MIGRATE);
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|min)");

    Settings {
        events = Set.copyOf(events);
        policies = List.copyOf(policies);
    }

    static Settings of(Configuration configuration) {
        SettingTexts texts = new SettingTexts(configuration);
        return new Settings(
                locks(texts),
                choice(texts, Setting.ON_FAILURE, "fail", "warn"),
                events(texts),
                choice(texts, Setting.DRY_RUN, "false", "true"),
                policies(texts));
    }

    private static List<PartitionPolicy> policies(SettingTexts texts) {
        List<PartitionPolicy> policies = Stream.concat(
                        PolicyText.read(texts.get(Setting.POLICIES, "")).stream(),
                        PolicyTables.read(texts.tables()).stream())
                .toList();
        Set<QualifiedName> seen = new HashSet<>();
        for (PartitionPolicy policy : policies) {
            if (!seen.add(policy.table())) {
                throw new PartitionSettingsException(
                        "Cannot use the policies of " + policy.table().sql() + " in flyway.partitions",
                        "there are two",
                        "Leave one, in table or in policies");
            }
        }
        return policies;
    }

    private static LockPolicy locks(SettingTexts texts) {
        String timeout =
                texts.get(Setting.LOCK_TIMEOUT, LockPolicy.DEFAULT.timeout().toMillis() + "ms");
        String retries = texts.get(Setting.LOCK_RETRIES, Integer.toString(LockPolicy.DEFAULT.retries()));
        if (!retries.matches("\\d{1,6}")) {
            throw wrong(Setting.LOCK_RETRIES, retries, "it is not a number of 0 or more", "Write for example 20");
        }
        try {
            return new LockPolicy(duration(timeout), Integer.parseInt(retries));
        } catch (PartitionSettingsException e) {
            throw e;
        } catch (PartitioningException e) {
            throw wrong(
                    Setting.LOCK_TIMEOUT,
                    timeout,
                    "it is not between 1 ms and 10 minutes",
                    "Keep it as short as your users can wait, such as 500ms");
        }
    }

    private static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw wrong(
                    Setting.LOCK_TIMEOUT,
                    text,
                    "it is not a number with a unit",
                    "Write for example 500ms, 2s or 1min");
        }
        long count = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2);
        return "s".equals(unit)
                ? Duration.ofSeconds(count)
                : "min".equals(unit) ? Duration.ofMinutes(count) : Duration.ofMillis(count);
    }

    /** Whether it is the second of two words; the first is the default. */
    private static boolean choice(SettingTexts texts, Setting setting, String first, String second) {
        String text = texts.get(setting, first);
        if (!text.equals(first) && !text.equals(second)) {
            throw wrong(setting, text, "it is no word that is known here", "Use " + first + " or " + second);
        }
        return text.equals(second);
    }

    private static Set<String> events(SettingTexts texts) {
        String text = texts.get(Setting.EVENTS, AFTER_MIGRATE);
        Set<String> events = new HashSet<>(
                Arrays.stream(text.split(",", -1)).map(String::strip).toList());
        if (!KNOWN_EVENTS.containsAll(events)) {
            throw wrong(
                    Setting.EVENTS,
                    text,
                    "partitions are maintained at afterMigrate and afterEachMigrate only",
                    "Use afterMigrate, or afterMigrate, afterEachMigrate");
        }
        return events;
    }
}
