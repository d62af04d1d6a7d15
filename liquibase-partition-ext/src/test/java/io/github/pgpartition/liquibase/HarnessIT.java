package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.testkit.PostgresDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Liquibase's own test harness on our change types: it compares what update-sql prints and what a snapshot has, then rolls back. Only on the
 * newer line, on which the harness is built.
 */
class HarnessIT {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private static final Path PROJECT = Path.of(System.getProperty("basedir", "."), "src/test/resources/harness");
    private static final List<String> CHANGES = List.of(
            "createRangePartitionedTable",
            "createListPartitionOf",
            "createHashPartitionOf",
            "attachRangePartition",
            "attachHashPartition",
            "attachDefaultPartition",
            "detachPartition",
            "dropPartition",
            "managePartitions",
            "unmanagePartitions",
            "addIndexOnAllPartitions",
            "dropIndexOnAllPartitions");

    @TempDir
    Path folder;

    @Test
    void harnessAcceptsEveryExample() throws IOException {
        copyProject();
        new MavenRun(folder)
                .run(List.of(
                        "test",
                        "-Dliquibase.version="
                                + Client.all()
                                        .map(Client::version)
                                        .reduce((older, newer) -> newer)
                                        .orElseThrow(),
                        "-Dpostgresql.version=" + System.getProperty("postgresql.version"),
                        "-DchangeObjects=" + String.join(",", CHANGES)));
        String report = Files.readString(
                folder.resolve("target/surefire-reports/TEST-liquibase.harness.change.ChangeObjectTests.xml"));
        assertThat(CHANGES)
                .allSatisfy(change -> assertThat(report).contains("apply " + change + " against postgresql"));
    }

    private void copyProject() throws IOException {
        try (Stream<Path> files = Files.walk(PROJECT)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(PROJECT.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.writeString(copy, configured(Files.readString(file)));
            }
        }
    }

    private static String configured(String text) {
        return text.replace("SERVER_VERSION", Integer.toString(db.serverVersion()))
                .replace("DATABASE_URL", db.jdbcUrl())
                .replace("DATABASE_USER", db.user())
                .replace("DATABASE_PASSWORD", db.password());
    }
}
