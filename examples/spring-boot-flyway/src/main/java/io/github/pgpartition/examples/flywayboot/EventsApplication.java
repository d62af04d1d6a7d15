package io.github.pgpartition.examples.flywayboot;

import io.github.pgpartition.PartitionManager;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Flyway maintains the table whenever the application starts: the callback on the class path is enough. */
@SpringBootApplication
@EnableScheduling
public class EventsApplication {

    public static void main(String[] args) {
        SpringApplication.run(EventsApplication.class, args);
    }

    /** For what happens between two starts. */
    @Bean
    PartitionManager partitionManager(DataSource dataSource) {
        return PartitionManager.builder(dataSource).build();
    }
}
