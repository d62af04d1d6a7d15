package io.github.pgpartition.liquibase.configuration;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import liquibase.Scope;
import liquibase.configuration.ConfigurationDefinition;
import liquibase.configuration.LiquibaseConfiguration;
import liquibase.configuration.core.DefaultsFileValueProvider;

/** Settings that bear our prefix and are none: a typo must not leave a default in force in silence. */
public final class UnknownSettings {

    private static final String PREFIX = "liquibase.partition.";
    private static final String ENVIRONMENT_PREFIX = "LIQUIBASE_PARTITION_";

    private UnknownSettings() {}

    /** Warns about those in system properties, in the environment and in the defaults file. */
    public static void warn() {
        LiquibaseConfiguration configuration = Scope.getCurrentScope().getSingleton(LiquibaseConfiguration.class);
        Set<String> known = configuration.getRegisteredDefinitions(true).stream()
                .map(ConfigurationDefinition::getKey)
                .filter(key -> key.startsWith(PREFIX))
                .map(key -> key.substring(PREFIX.length()))
                .collect(toSet());
        Set<String> plain = known.stream().map(UnknownSettings::plain).collect(toSet());
        given(configuration)
                .filter(name -> !plain.contains(plain(name)))
                .forEach(name ->
                        Notices.warn("There is no setting " + PREFIX + name + ", so it changes nothing. There are "
                                + known.stream().sorted().collect(joining(", "))));
    }

    /** Names without the prefix. */
    private static Stream<String> given(LiquibaseConfiguration configuration) {
        Stream<String> properties = System.getProperties().stringPropertyNames().stream();
        Stream<String> files = configuration.getProviders().stream()
                .filter(DefaultsFileValueProvider.class::isInstance)
                .flatMap(file -> ((DefaultsFileValueProvider) file).getMap().keySet().stream())
                .map(Object::toString);
        Stream<String> environment = System.getenv().keySet().stream()
                .filter(name -> name.startsWith(ENVIRONMENT_PREFIX))
                .map(name -> name.substring(ENVIRONMENT_PREFIX.length()));
        return Stream.concat(
                Stream.concat(properties, files)
                        .filter(name -> name.toLowerCase(Locale.ROOT).startsWith(PREFIX))
                        .map(name -> name.substring(PREFIX.length())),
                environment);
    }

    /** {@code lockTimeout}, {@code lock-timeout} and {@code LOCK_TIMEOUT} are one name. */
    private static String plain(String name) {
        return name.replaceAll("[-_.]", "").toLowerCase(Locale.ROOT);
    }
}
