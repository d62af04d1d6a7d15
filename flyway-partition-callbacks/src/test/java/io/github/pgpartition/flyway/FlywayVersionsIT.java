package io.github.pgpartition.flyway;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The oldest and the newest supported version and two between, each in JVMs of its own. */
@ParameterizedClass(name = "Flyway {0}")
@MethodSource("versions")
class FlywayVersionsIT extends FlywayScenarios {

    FlywayVersionsIT(String version) {
        super(Client.ofVersion(version));
    }

    static Stream<String> versions() {
        return Arrays.stream(System.getProperty("clients.versions", "").split(",", -1));
    }
}
