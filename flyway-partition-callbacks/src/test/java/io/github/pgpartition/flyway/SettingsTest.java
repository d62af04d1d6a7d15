package io.github.pgpartition.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.policy.PartitionPolicy;
import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flywaydb.core.api.configuration.ClassicConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private final ClassicConfiguration configuration = new ClassicConfiguration();
    private final PartitionsConfigurationExtension extension =
            configuration.getConfigurationExtension(PartitionsConfigurationExtension.class);

    @Test
    void hasDefaults() {
        assertThat(Settings.of(configuration))
                .isEqualTo(new Settings(LockPolicy.DEFAULT, false, Set.of("afterMigrate"), false, List.of()));
    }

    @ParameterizedTest
    @CsvSource({"500ms, 500", "2s, 2000", "1 min, 60000"})
    void readsLockTimeouts(String text, long millis) {
        extension.setLockTimeout(text);
        assertThat(Settings.of(configuration).locks().timeout()).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void namespaceComesBeforePlaceholders() {
        configuration.setPlaceholders(Map.of("partitions_lockRetries", "3", "partitions_dryRun", "true"));
        extension.setLockRetries("4");
        Settings settings = Settings.of(configuration);
        assertThat(settings.locks().retries()).isEqualTo(4);
        assertThat(settings.dryRun()).isTrue();
    }

    @Test
    void takesEventsAsTextAndAsList() {
        extension.setEvents("afterMigrate, afterEachMigrate");
        Settings text = Settings.of(configuration);
        extension.setEvents(List.of("afterMigrate", "afterEachMigrate"));
        assertThat(Settings.of(configuration)).isEqualTo(text);
    }

    @Test
    void readsPoliciesWithSeparatorsInNamesAndValues() {
        extension.setPolicies("\"a;b:c\".\"d,e\": interval=1 day, hold=2025-01-01..2025-02-01, 2026-01-01..2026-02-01;"
                + " logs: startAt=2026-01-01 00:00:00, interval=1 month;");
        List<PartitionPolicy> policies = Settings.of(configuration).policies();
        assertThat(policies).extracting(p -> p.table().sql()).containsExactly("\"a;b:c\".\"d,e\"", "\"logs\"");
        assertThat(policies.get(0).holds()).hasSize(2);
        assertThat(policies.get(1).startAt()).contains("2026-01-01 00:00:00");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lockTimeout | soon       | Cannot use flyway.partitions.lockTimeout 'soon': it is not a number with a unit. Write for example 500ms, 2s or 1min.
            lockTimeout | 5          | Cannot use flyway.partitions.lockTimeout '5': it is not a number with a unit. Write for example 500ms, 2s or 1min.
            lockTimeout | 0ms        | Cannot use flyway.partitions.lockTimeout '0ms': it is not between 1 ms and 10 minutes. Keep it as short as your users can wait, such as 500ms.
            lockRetries | many       | Cannot use flyway.partitions.lockRetries 'many': it is not a number of 0 or more. Write for example 20.
            onFailure   | ignore     | Cannot use flyway.partitions.onFailure 'ignore': it is no word that is known here. Use fail or warn.
            dryRun      | yes        | Cannot use flyway.partitions.dryRun 'yes': it is no word that is known here. Use false or true.
            events      | afterClean | Cannot use flyway.partitions.events 'afterClean': partitions are maintained at afterMigrate and afterEachMigrate only. Use afterMigrate, or afterMigrate, afterEachMigrate.
            lockTimout  | 2s         | Cannot use the placeholder partitions_lockTimout: the names that begin with partitions_ are PgPartition's settings, and this is none. Use one of lockTimeout, lockRetries, onFailure, events, dryRun, policies after partitions_, or another name.
            policies    | logs       | Cannot use flyway.partitions.policies 'logs': there is no colon after the table's name. Write for example app.events: interval=1 day, premake=7.
            policies    | logs: a    | Cannot use flyway.partitions.policies 'logs: a': 'a' is not a field with a value. Write for example interval=1 day.
            policies    | a: interval=1 day, interval=2 days | Cannot use flyway.partitions.policies 'a: interval=1 day, interval=2 days': it says interval twice. Say it once.
            policies    | a: interval=1 day; a: interval=2 days | Cannot use the policies of "a" in flyway.partitions: there are two. Leave one, in table or in policies.
            policies    | a: interval=1 dy | Cannot use the policy of a in flyway.partitions.policies: Cannot use interval '1 dy': it is not a number with a unit. Write for example '15 minutes', '1 hour', '1 day', '1 week', '3 months', '1 year', or a plain number for a key that counts.
            """)
    void refusesWhatItCannotUse(String key, String value, String message) {
        configuration.setPlaceholders(Map.of("partitions_" + key, value));
        assertThatThrownBy(() -> Settings.of(configuration))
                .isInstanceOf(PartitionSettingsException.class)
                .hasMessage(message);
    }

    /** What Flyway makes of flat keys, and TOML of a name without quotes. */
    @Test
    void refusesATableOfTables() {
        extension.setTable(Map.of("app", Map.of("events", Map.of("interval", "1 day"))));
        assertThatThrownBy(() -> Settings.of(configuration))
                .isInstanceOf(PartitionSettingsException.class)
                .hasMessage(
                        "Cannot use flyway.partitions.table.app: its field 'events' is a table of its own, and a policy is a table"
                                + " of fields. In TOML put the name in quotes: [flyway.partitions.table.\"app.events\"]. Where settings"
                                + " are flat, write flyway.partitions.policies=app.events: interval=1 day, premake=7.");
    }

    @Test
    void copiesEverySetting() {
        extension.setLockTimeout("1s");
        extension.setLockRetries("1");
        extension.setOnFailure("warn");
        extension.setEvents("afterEachMigrate");
        extension.setDryRun("true");
        extension.setPolicies("a: interval=1 day");
        extension.setTable(Map.of("b", Map.of("interval", "1 day")));
        assertThat(extension.copy()).usingRecursiveComparison().isEqualTo(extension);
        assertThat(extension).hasNoNullFieldsOrProperties();
    }

    @Test
    void readsTheEnvironment() {
        assertThat(extension.getConfigurationParameterFromEnvironmentVariable("FLYWAY_PARTITIONS_LOCK_TIMEOUT"))
                .isEqualTo("flyway.partitions.lockTimeout");
        assertThat(extension.getConfigurationParameterFromEnvironmentVariable("FLYWAY_URL"))
                .isNull();
    }

    /** Flyway's own getters of a plugin hide fields of these names: they would stay null, without an error. */
    @Test
    void hasNoSettingThatFlywayNeverFills() {
        assertThat(Arrays.stream(Setting.values()).map(Setting::key))
                .doesNotContain("enabled", "name", "priority", "namespace", "stub", "licensed");
    }

    /** What a getter without a setter would break: Flyway copies the settings at each load. */
    @Test
    void eachSettingHasAGetterAndASetterOfItsField() throws IntrospectionException {
        assertThat(Introspector.getBeanInfo(PartitionsConfigurationExtension.class, Object.class)
                        .getPropertyDescriptors())
                .filteredOn(
                        p -> !Set.of("namespace", "enabled", "licensed", "stub", "name", "priority", "pluginVersion")
                                .contains(p.getName()))
                .allSatisfy(p -> {
                    assertThat(p.getReadMethod()).as(p.getName()).isNotNull();
                    assertThat(p.getWriteMethod()).as(p.getName()).isNotNull();
                })
                .extracting(PropertyDescriptor::getName)
                .containsExactlyInAnyOrder(
                        "lockTimeout", "lockRetries", "onFailure", "events", "dryRun", "policies", "table");
    }
}
