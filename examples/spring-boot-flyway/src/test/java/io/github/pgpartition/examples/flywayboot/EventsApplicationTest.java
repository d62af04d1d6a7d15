package io.github.pgpartition.examples.flywayboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.testkit.PostgresDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The application as it is, on a database of its own. */
class EventsApplicationTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    @BeforeEach
    void emptyDatabase() {
        db.execute("DROP SCHEMA IF EXISTS public, pgpartition CASCADE", "CREATE SCHEMA public");
    }

    private static ConfigurableApplicationContext start(String... more) {
        return SpringApplication.run(
                EventsApplication.class,
                Stream.concat(
                                Stream.of(
                                        "--server.port=0",
                                        "--spring.datasource.url="
                                                + db.jdbcUrl().replaceAll("\\?.*", ""),
                                        "--spring.datasource.username=" + db.user(),
                                        "--spring.datasource.password=" + db.password()),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private static HttpResponse<String> health(ConfigurableApplicationContext application) throws Exception {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        URI health = URI.create("http://localhost:" + port + "/actuator/health");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static List<String> partitions() {
        return db.queryStrings(
                "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'public.events'::regclass ORDER BY 1");
    }

    @Test
    void startMakesThePartitionsAndHealthShowsTheRunway() throws Exception {
        try (ConfigurableApplicationContext application = start()) {
            assertThat(partitions()).hasSize(8);
            HttpResponse<String> health = health(application);
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body())
                    .contains("\"verdict\":\"OK\",\"partitions\":8")
                    .containsPattern("\"runwayEnds\":\"\\d{4}-\\d\\d-\\d\\dT00:00:00Z\"");
        }
    }

    @Test
    void healthIsDownWhereRowsHaveNoPartitionAndAPassMakesItGoodAgain() throws Exception {
        try (ConfigurableApplicationContext application = start()) {
            List<String> days = partitions();
            days.forEach(day -> db.execute("DROP TABLE public." + day));
            assertThat(health(application).statusCode()).isEqualTo(503);
            application.getBean(HourlyPass.class).run();
            assertThat(partitions()).containsAll(days);
            assertThat(health(application).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void nextStartRunsAPass() {
        start().close();
        List<String> days = partitions();
        db.execute("DROP TABLE public." + days.get(days.size() - 1));
        start().close();
        assertThat(partitions()).containsAll(days);
    }

    @Test
    void settingsAreReadFromPlaceholders() {
        assertThatThrownBy(() -> start("--spring.flyway.placeholders.partitions_lockTimeout=soon")
                        .close())
                .rootCause()
                .hasMessageContaining("Cannot use flyway.partitions.lockTimeout 'soon'");
    }
}
