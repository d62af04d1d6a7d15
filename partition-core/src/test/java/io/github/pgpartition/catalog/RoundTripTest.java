package io.github.pgpartition.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.ListBounds;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.operation.CreatePartition;
import io.github.pgpartition.operation.CreatePartitionedTable;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.time.ZoneId;
import java.util.List;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bounds are rendered, created, read from the catalog, and are equal; whatever the settings of the sessions on both sides. */
class RoundTripTest {

    private static final QualifiedName PARENT = QualifiedName.of("App data", "Parent");
    private static final QualifiedName PARTITION = QualifiedName.of("App data", "The \"one\"");
    private static final TimeZone JVM = TimeZone.getDefault();

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private static Session tokyo;
    private static Session berlin;
    private static Session odd;

    @BeforeAll
    static void sessions() {
        TimeZone.setDefault(TimeZone.getTimeZone(ZoneId.of("America/New_York")));
        db.execute(
                "CREATE SCHEMA \"App data\"",
                "CREATE TYPE \"App data\".\"Mood's\" AS ENUM ('so, so', 'O''K')",
                "CREATE DOMAIN \"App data\".\"At least\" AS timestamptz CHECK (value > '2000-01-01')");
        tokyo = session("SET TimeZone = 'Asia/Tokyo'");
        berlin = session("SET TimeZone = 'Europe/Berlin'", "SET DateStyle = 'ISO, DMY'");
        odd = session(
                "SET TimeZone = 'Australia/Lord_Howe'",
                "SET standard_conforming_strings = off",
                "SET search_path = ''");
    }

    @AfterAll
    static void close() {
        List.of(tokyo, berlin, odd).forEach(Session::close);
        TimeZone.setDefault(JVM);
    }

    static Stream<BoundsCases> cases() {
        return BoundsCases.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatIsRenderedAndCreatedIsRead(BoundsCases bounds) {
        for (Session writer : List.of(tokyo, odd)) {
            create(writer, bounds);
            for (Session reader : List.of(tokyo, berlin, odd)) {
                PartitionedTable parent = table(reader);
                assertThat(parent.key()).isEqualTo(bounds.key());
                Partition partition = parent.partition(PARTITION).orElseThrow();
                assertThat(partition.bounds()).isEqualTo(bounds.bounds());
                PartitionLookup.Found found = reader.run(
                        "looking",
                        connection -> PartitionLookup.find(connection, partition.oid())
                                .orElseThrow());
                assertThat(found.place().name()).isEqualTo(PARTITION);
                assertThat(found.hasBounds(bounds.bounds())).isTrue();
                assertThat(found.place().isPartitionOf(parent.oid())).isTrue();
            }
        }
    }

    @Test
    void noVariantIsForgotten() {
        assertThat(BoundsCases.ALL.stream()
                        .<Class<?>>map(c -> c.bounds().getClass())
                        .distinct())
                .containsExactlyInAnyOrder(PartitionBounds.class.getPermittedSubclasses());
        assertThat(BoundsCases.ALL.stream()
                        .flatMap(c -> values(c.bounds()))
                        .<Class<?>>map(Object::getClass)
                        .distinct())
                .containsExactlyInAnyOrder(BoundValue.class.getPermittedSubclasses());
    }

    private static Stream<BoundValue> values(PartitionBounds bounds) {
        if (bounds instanceof RangeBounds range) {
            return Stream.concat(range.from().stream(), range.to().stream());
        }
        return bounds instanceof ListBounds list ? list.values().stream() : Stream.empty();
    }

    private static Session session(String... settings) {
        Session session = db.session(settings);
        session.execute("COMMIT");
        return session;
    }

    private static void create(Session session, BoundsCases bounds) {
        session.execute(
                "DROP TABLE IF EXISTS " + PARENT.sql(),
                new CreatePartitionedTable(PARENT, bounds.elements(), bounds.key(), false, null).sql(),
                CreatePartition.of(PARENT, PARTITION, bounds.bounds()).sql(),
                "COMMIT");
    }

    private static PartitionedTable table(Session session) {
        try {
            return new CatalogReader(session.connection()).table(PARENT).orElseThrow();
        } finally {
            session.execute("COMMIT");
        }
    }
}
