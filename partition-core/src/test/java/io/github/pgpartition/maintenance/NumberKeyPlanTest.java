package io.github.pgpartition.maintenance;

import static io.github.pgpartition.maintenance.PlanText.creates;
import static io.github.pgpartition.maintenance.PlanText.removals;
import static io.github.pgpartition.maintenance.PlanText.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.policy.PartitionPolicy;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberKeyPlanTest {

    private static final Instant NOW = Instant.parse("2026-03-28T12:00:00Z");

    private static TablePlan plan(
            String type, String existing, @Nullable BigDecimal highest, PartitionPolicy.Builder policy) {
        KeyPoint point = highest == null ? null : KeyPoint.of(highest);
        return MaintenancePlanner.plan(
                TableState.builder(table(type, existing))
                        .highestKey(point)
                        .majorVersion(17)
                        .build(),
                policy.build(),
                NOW);
    }

    private static PartitionPolicy.Builder policy() {
        return PartitionPolicy.of("\"App data\".\"Events\"", "10").premake(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # highest | existing      | created
            # an empty set begins at 0
                      | -             | 0..10, 10..20, 20..30
                      | 0..10, 10..20 | 20..30
            # premake follows the highest key
            0         | -             | 0..10, 10..20, 20..30
            9         | 0..10         | 10..20, 20..30
            10        | 0..10         | 10..20, 20..30, 30..40
            25        | 0..100        | -
            25        | 0..30         | 30..40, 40..50
            # without rows a set begins where its lowest partition does
                      | 5000000..5000010 | 5000010..5000020, 5000020..5000030
                      | 5000000..5000010, 5000100..5000110 | 5000010..5000020, 5000020..5000030
                      | MINVALUE..5000000 | 5000000..5000010, 5000010..5000020, 5000020..5000030
                      | 5000000..MAXVALUE | -
                      | -500..-490    | -490..-480, -480..-470
            9         | 5000000..5000010 | 0..10, 10..20, 20..30
            # below 0
            -1        | -             | -10..0, 0..10, 10..20
            -10       | -10..0        | 0..10, 10..20
            -11       | -10..0        | -20..-10, 0..10
            # off the grid
            7         | 5..15         | 0..5, 15..20, 20..30
            3000000000 | -            | 3000000000..3000000010, 3000000010..3000000020, 3000000020..3000000030
            """)
    void createsAheadOfTheHighestKey(@Nullable BigDecimal highest, String existing, String created) {
        assertThat(creates(plan("bigint", existing, highest, policy()))).isEqualTo(created);
    }

    @Test
    void beginsAnEmptySetAtStartAt() {
        assertThat(creates(plan("integer", "-", null, policy().startAt("1000"))))
                .isEqualTo("1000..1010, 1010..1020, 1020..1030");
    }

    @Test
    void fractionsOfNumericKeysStayOnTheGrid() {
        assertThat(creates(plan("numeric", "-", new BigDecimal("10.5"), policy())))
                .isEqualTo("10..20, 20..30, 30..40");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # highest | removed
            29        | -
            30        | detach 0..10, drop 0..10
            39        | detach 0..10, drop 0..10
            40        | detach 0..10, drop 0..10, detach 10..20, drop 10..20
            """)
    void countsRetentionFromTheHighestKey(BigDecimal highest, String removed) {
        assertThat(removals(plan("bigint", "0..10, 10..20, 20..30", highest, policy().retention("20"))))
                .isEqualTo(removed);
    }

    @Test
    void namesPartitionsOfNegativeKeys() {
        assertThat(plan("bigint", "-", new BigDecimal("-11"), policy()).steps())
                .extracting(s -> s.partition().name().value())
                .containsExactly("Events_pn20", "Events_pn10", "Events_p0");
    }
}
