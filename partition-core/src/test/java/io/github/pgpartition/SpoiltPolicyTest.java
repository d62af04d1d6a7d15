package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.made;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.registry.TableStatus;
import io.github.pgpartition.registry.TableStatus.Verdict;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of the registry that somebody has edited past {@code pgpartition.manage}: one table's trouble is never another's. */
class SpoiltPolicyTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private static final QualifiedName SPOILT = QualifiedName.of("App data", "A spoilt one");

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void tables() {
        events.reset();
        events.createTable(SPOILT.name().value(), "timestamptz");
        events.manager().manage(policy().build());
        events.manager()
                .manage(PartitionPolicy.of(SPOILT.sql(), "1 day").premake(1).build());
    }

    private static void spoil(String column, String value) {
        db.execute("UPDATE pgpartition.managed_table SET " + column + " = '" + value + "' WHERE table_name = '"
                + SPOILT.name().value() + "'");
    }

    private TableStatus status(QualifiedName table) {
        assertThat(events.manager().status()).hasSize(2);
        return events.manager().status().stream()
                .filter(s -> s.table().equals(table))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            partition_interval | 1 fortnight | there is no interval '1 fortnight'
            partition_interval | day | there is no interval 'day'
            partition_interval | 9999999 years | there is no interval '9999999 years'
            partition_interval | 1 day 5 | there is no interval '1 day 5'
            partition_interval | 0 | there is no interval '0'
            retention | soon | there is no retention 'soon' for it
            time_zone | Mars/Olympus | there is no time zone 'Mars/Olympus'
            key_encoding | roman | there is no key_encoding 'roman'
            """)
    void statusSaysWhichPolicyCannotBeUsedAndTellsOfTheOthers(String column, String value, String reason) {
        events.manager().maintain();
        spoil(column, value);
        assertThat(status(SPOILT).verdict()).isEqualTo(Verdict.CRIT);
        assertThat(status(SPOILT).reason()).startsWith("its policy cannot be used: " + reason);
        assertThat(status(QualifiedName.parse(EVENTS)).reason()).doesNotContain("policy");
        assertThat(db.queryLong("SELECT count(*) FROM pgpartition.partitions")).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            partition_interval | 1 fortnight
            partition_interval | 99999999999999999999
            partition_interval | 9999999 years
            premake | 2147483647
            retention | 99999999999999999999 days
            retention | 9999999 years
            retention | 1
            retention_schema | archive
            time_zone | Mars/Olympus
            time_zone | ''
            partition_name | {start
            partition_name | {table}
            key_encoding | snowflake:99999999999999999999:99
            key_encoding | uuidv7
            start_at | 2026-02-31
            start_at | 999999-01-01
            start_at | 0001-01-01
            hold | ..
            hold | 2026-01-01..999999999-01-01
            tenant_column | "
            tenant_column | nobody
            sub_partitions | hash (
            sub_partitions | hash (x) 99999999999999999999
            sub_partitions | list ("Id") 1..999999999999999999
            """)
    void passGoesOnWithTheOtherTable(String column, String value) {
        spoil(column, value.replace("'", "''"));
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.created()).contains(made("20260328"), made("20260329"));
        assertThat(report.failures())
                .allSatisfy(f -> assertThat(f.table()).isEqualTo(SPOILT))
                .hasSizeLessThanOrEqualTo(1);
        assertThat(events.manager().plan().tables()).hasSize(2);
    }

    @Test
    void spoiltTenantStopsItsTableOnly() {
        db.execute(
                "INSERT INTO pgpartition.managed_tenant (relation, tenant, retention) SELECT relation, 'acme', 'soon'"
                        + " FROM pgpartition.managed_table WHERE table_name = '"
                        + SPOILT.name().value() + "'");
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.created()).contains(made("20260328"));
        assertThat(report.failures()).extracting(f -> f.table()).containsExactly(SPOILT);
    }

    @ParameterizedTest
    @CsvSource({"table_name, ''", "schema_name, ''", "table_name, a.b.c", "table_name, '\"'"})
    void tableThatIsGoneIsForgottenWhateverItWasCalled(String column, String name) {
        db.execute(
                "UPDATE pgpartition.managed_table SET " + column + " = '" + name + "' WHERE table_name = '"
                        + SPOILT.name().value() + "'",
                "UPDATE pgpartition.history SET table_name = 'a.b.c.d\"'",
                "DROP TABLE " + SPOILT.sql());
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.succeeded()).isTrue();
        assertThat(report.created()).containsExactly(made("20260328"), made("20260329"));
        assertThat(report.findings())
                .extracting(f -> f.message())
                .containsExactly("it was dropped, and is not managed any more");
        assertThat(events.manager().maintain().findings()).isEmpty();
    }

    @Test
    void tableWithTheNumberOfADroppedOneIsLeftAlone() {
        events.day("2026-01-01");
        db.execute(
                "SELECT pgpartition.unmanage('" + EVENTS + "')",
                "UPDATE pgpartition.managed_table SET relation = '" + EVENTS + "'::regclass, retention = '1 day'");
        assertThat(events.manager().plan().isEmpty()).isTrue();
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.results()).isEmpty();
        assertThat(report.findings())
                .extracting(f -> f.table(), f -> f.message())
                .containsExactly(tuple(SPOILT, "it was dropped, and is not managed any more"));
        assertThat(events.partitionNames()).hasSize(1);
    }
}
