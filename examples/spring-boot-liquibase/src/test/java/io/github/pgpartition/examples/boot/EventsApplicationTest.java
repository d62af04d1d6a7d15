package io.github.pgpartition.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.testkit.PostgresDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import liquibase.util.LiquibaseUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The application as it is, on a database of its own; once with each line of Liquibase. */
class EventsApplicationTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    @BeforeEach
    void emptyDatabase() {
        db.execute("DROP SCHEMA IF EXISTS public, pgpartition CASCADE", "CREATE SCHEMA public");
    }

    private static ConfigurableApplicationContext start() {
        return SpringApplication.run(
                EventsApplication.class,
                "--server.port=0",
                "--spring.datasource.url=" + db.jdbcUrl().replaceAll("\\?.*", ""),
                "--spring.datasource.username=" + db.user(),
                "--spring.datasource.password=" + db.password());
    }

    private static HttpResponse<String> health(ConfigurableApplicationContext application) throws Exception {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/health"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static List<String> partitions() {
        return db.queryStrings(
                "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'public.events'::regclass ORDER BY 1");
    }

    @Test
    void startMakesThePartitionsAndHealthShowsTheRunway() throws Exception {
        try (ConfigurableApplicationContext application = start()) {
            assertThat(LiquibaseUtil.getBuildVersion()).isEqualTo(System.getProperty("liquibase.expected"));
            assertThat(partitions()).hasSize(8);
            db.execute("INSERT INTO public.events VALUES (1, now() + interval '6 days', '{}')");
            HttpResponse<String> health = health(application);
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body())
                    .containsPattern(
                            "\"partitions\":\\{\"details\":\\{\"\\\\\"public\\\\\"\\.\\\\\"events\\\\\"\":\\{\"verdict\":\"OK\",\"partitions\":8,"
                                    + "\"runwayEnds\":\"\\d{4}-\\d\\d-\\d\\dT00:00:00Z\"\\}\\},\"status\":\"UP\"\\}");
        }
    }

    @Test
    void healthIsDownWhereRowsHaveNoPartitionAndAPassMakesItGoodAgain() throws Exception {
        try (ConfigurableApplicationContext application = start()) {
            List<String> days = partitions();
            days.forEach(day -> db.execute("DROP TABLE public." + day));
            HttpResponse<String> health = health(application);
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body()).contains("\"verdict\":\"CRIT\"", "\"reason\":\"");
            application.getBean(PartitionMaintenance.class).run();
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
}
