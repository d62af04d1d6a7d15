package io.github.pgpartition.flyway;

/** The version that this is compiled on, in this JVM. */
class NewestFlywayTest extends FlywayScenarios {

    NewestFlywayTest() {
        super(Client.inThisJvm());
    }
}
