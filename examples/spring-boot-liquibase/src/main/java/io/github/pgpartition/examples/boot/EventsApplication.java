package io.github.pgpartition.examples.boot;

import io.github.pgpartition.PartitionManager;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Liquibase makes and maintains the table when the application starts: the extension on the class path is enough. */
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
