package io.github.pgpartition.flyway;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.configuration.ClassicConfiguration;
import org.flywaydb.core.extensibility.ConfigurationProvider;

/**
 * Adds the callback to whatever callbacks the user has. Found by Flyway through {@code META-INF/services}, and asked while a {@code
 * Flyway} is made.
 *
 * <p>Ours goes in as an instance, and by name as well: Flyway replaces all instances when it finds classes in {@code db/callback}, and
 * loads names again after that. Only the instance where one of the user's is of a class without a name, which Flyway cannot compare with
 * names (it fails with a NullPointerException), or where the user's class loader has another class under our name, or none.
 */
public final class SelfRegistration implements ConfigurationProvider<PartitionsConfigurationExtension> {

    private static final Class<? extends Callback> OURS = PartitionMaintenanceCallback.class;

    @Override
    public Class<PartitionsConfigurationExtension> getConfigurationExtensionClass() {
        return PartitionsConfigurationExtension.class;
    }

    @Override
    public Map<String, String> getConfiguration(
            PartitionsConfigurationExtension extension, ClassicConfiguration configuration) {
        Callback[] present = configuration.getCallbacks();
        if (Arrays.stream(present)
                .noneMatch(c -> OURS.getName().equals(c.getClass().getName()))) {
            configuration.setCallbacks(
                    Stream.concat(Arrays.stream(present), Stream.of(new PartitionMaintenanceCallback()))
                            .toArray(Callback[]::new));
            if (Arrays.stream(present).allMatch(c -> c.getClass().getCanonicalName() != null)
                    && isFound(configuration.getClassLoader())) {
                configuration.setCallbacksAsClassNames(Stream.concat(names(configuration), Stream.of(OURS.getName()))
                        .toArray(String[]::new));
            }
        }
        return Map.of();
    }

    private static Stream<String> names(ClassicConfiguration configuration) {
        return configuration.getModernConfig().getFlyway().getCallbacks().stream();
    }

    private static boolean isFound(ClassLoader loader) {
        try {
            return Class.forName(OURS.getName(), false, loader) == OURS;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
