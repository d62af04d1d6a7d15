package io.github.pgpartition.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.execution.RegistryInstaller;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RegistryTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    @BeforeEach
    void clear() {
        db.execute(
                "DROP SCHEMA IF EXISTS \"App data\" CASCADE",
                "DROP SCHEMA IF EXISTS pgpartition CASCADE",
                "CREATE SCHEMA \"App data\"",
                "CREATE TABLE \"App data\".\"Events\" (at timestamptz) PARTITION BY RANGE (at)");
    }

    private static boolean install() {
        return db.run("installing", connection -> {
            new RegistryInstaller(connection).install();
            return true;
        });
    }

    private static void manage() {
        db.run("managing", connection -> {
            new Registry(connection)
                    .manage(PartitionPolicy.of("\"App data\".\"Events\"", "1 day")
                            .build());
            return true;
        });
    }

    private static List<ManagedTable> managedTables() {
        return db.run("reading", connection -> new Registry(connection).managedTables());
    }

    @Test
    void installKeepsWhatIsThere() {
        boolean before = db.run("looking", connection -> new Registry(connection).isInstalled());
        assertThat(before).isFalse();
        install();
        manage();
        install();
        assertThat(managedTables()).hasSize(1);
    }

    @Test
    void everyStatementOfTheScriptCanRunAgain() {
        install();
        manage();
        db.execute(RegistrySql.install().stream().map(s -> s.text()).toArray(String[]::new));
        assertThat(managedTables()).hasSize(1);
    }

    @Test
    void severalNodesMayInstallAtOnce() {
        try (Session first = db.session("SELECT 1")) {
            new RegistryInstaller(first.connection()).install();
            List<CompletableFuture<Boolean>> others = Stream.generate(
                            () -> CompletableFuture.supplyAsync(RegistryTest::install))
                    .limit(3)
                    .toList();
            first.execute("COMMIT");
            assertThat(others).allMatch(CompletableFuture::join);
        }
        assertThat(managedTables()).isEmpty();
    }

    @Test
    void renamedTableIsStillManaged() {
        install();
        manage();
        db.execute(
                "ALTER TABLE \"App data\".\"Events\" RENAME TO \"Old events\"",
                "CREATE SCHEMA IF NOT EXISTS \"Other\"",
                "ALTER TABLE \"App data\".\"Old events\" SET SCHEMA \"Other\"");
        assertThat(managedTables())
                .extracting(ManagedTable::name)
                .containsExactly(QualifiedName.of("Other", "Old events"));
        db.execute("DROP SCHEMA \"Other\" CASCADE");
    }

    @Test
    void droppedTableIsForgotten() {
        install();
        manage();
        db.execute("DROP TABLE \"App data\".\"Events\"");
        assertThat(managedTables()).isEmpty();
    }

    @Test
    void twoPoliciesInOneTreeAreRefused() {
        install();
        db.execute(
                "CREATE TABLE \"App data\".\"Sub\" PARTITION OF \"App data\".\"Events\" FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')"
                        + " PARTITION BY RANGE (at)");
        manage();
        assertThatThrownBy(() ->
                        db.execute("SELECT pgpartition.manage('\"App data\".\"Sub\"', partition_interval => '1 day')"))
                .hasMessageContaining(
                        "Cannot manage \"App data\".\"Sub\": it is in one tree with \"App data\".\"Events\"");
        db.execute(
                "SELECT pgpartition.unmanage('\"App data\".\"Events\"')",
                "SELECT pgpartition.manage('\"App data\".\"Sub\"', partition_interval => '1 day')");
        assertThatThrownBy(RegistryTest::manage).hasMessageContaining("it is in one tree with \"App data\".\"Sub\"");
    }

    @Test
    void readsWhateverIsFirstInTheSearchPath() {
        install();
        manage();
        db.run("reading", connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("CREATE SCHEMA fake; CREATE TABLE fake.pg_class (oid int);"
                        + " CREATE TABLE fake.managed_table (relation int);"
                        + " SET search_path = fake, pgpartition, pg_catalog");
            }
            Registry registry = new Registry(connection);
            registry.manage(
                    PartitionPolicy.of("\"App data\".\"Events\"", "1 week").build());
            return assertThat(registry.managedTables())
                    .singleElement()
                    .satisfies(t -> assertThat(t.policy().interval().text()).isEqualTo("1 week"));
        });
        db.execute("DROP SCHEMA fake CASCADE");
    }
}
