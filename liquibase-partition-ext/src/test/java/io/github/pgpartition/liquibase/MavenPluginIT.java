package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.testkit.PostgresDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Liquibase's real Maven plugin, in a real Maven, on a project as users have it. */
class MavenPluginIT {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private static final String CHANGESETS = """
            <changeSet id="1" author="test">
                <partition:createRangePartitionedTable tableName="events" partitionKey="at">
                    <column name="at" type="timestamptz"/>
                </partition:createRangePartitionedTable>
                <partition:createRangePartitionOf tableName="events" partitionName="events_1" startRange="2026-01-01" endRange="2026-02-01"/>
            </changeSet>
            <changeSet id="2" author="test" runInTransaction="false">
                <partition:createRangePartitionOf tableName="events" partitionName="events_2" startRange="2026-02-01" endRange="2026-03-01" online="true"/>
            </changeSet>
            <changeSet id="3" author="test">
                <partition:managePartitions tableName="events" interval="1 month" premake="1" retention="10 years"/>
            </changeSet>
            <changeSet id="4" author="test" runAlways="true" runInTransaction="false">
                <partition:runPartitionMaintenance/>
            </changeSet>
            """;

    @TempDir
    Path project;

    static Stream<String> versions() {
        return Client.all().map(Client::version);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void updatesAndRollsBack(String version) throws IOException {
        CatalogDump.clear(db);
        try (InputStream pom = MavenPluginIT.class.getResourceAsStream("/maven-plugin/pom.xml")) {
            Files.copy(Objects.requireNonNull(pom), project.resolve("pom.xml"));
        }
        Files.writeString(project.resolve("changelog.xml"), Changelogs.changelog("xml", CHANGESETS));
        MavenRun maven = new MavenRun(project);

        maven.run(goal(version, "liquibase:update"));
        CatalogFacts january = new CatalogFacts(db, "public.events_1");
        assertThat(january.bounds())
                .isEqualTo("FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2026-02-01 00:00:00+00')");
        List<String> partitions = new CatalogFacts(db, "public.events").partitions();
        assertThat(partitions).startsWith("events_1", "events_2");

        db.execute("DROP TABLE public." + partitions.get(partitions.size() - 1));
        assertThat(maven.run(goal(version, "liquibase:update"))).contains("of 1 table: 1 created,");
        assertThat(new CatalogFacts(db, "public.events").partitions()).isEqualTo(partitions);

        maven.run(goal(version, "liquibase:rollback", "-Dliquibase.rollbackCount=4"));
        assertThat(CatalogDump.of(db)).isEmpty();
    }

    private static List<String> goal(String version, String... arguments) {
        return Stream.concat(
                        Stream.of(arguments),
                        Stream.of(
                                "-Dliquibase.version=" + version,
                                "-Dpostgresql.version=" + System.getProperty("postgresql.version"),
                                "-Durl=" + db.jdbcUrl()))
                .toList();
    }
}
