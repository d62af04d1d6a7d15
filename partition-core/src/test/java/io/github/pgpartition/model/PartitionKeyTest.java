package io.github.pgpartition.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.sql.Identifier;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionKeyTest {

    @Test
    void rendersColumnsAndExpressions() {
        assertThat(PartitionKey.columns(PartitionStrategy.RANGE, "At", "id").sql())
                .isEqualTo("PARTITION BY RANGE (\"At\", \"id\")");
        assertThat(PartitionKey.expression(PartitionStrategy.LIST, "lower(region)")
                        .sql())
                .isEqualTo("PARTITION BY LIST (lower(region))");
        assertThat(PartitionKey.of(
                                PartitionStrategy.HASH,
                                new PartitionKey.Expression("(a + b)"),
                                new PartitionKey.Column(Identifier.of("c")))
                        .sql())
                .isEqualTo("PARTITION BY HASH ((a + b), \"c\")");
    }

    @Test
    void refusesKeyThatPostgresqlRefuses() {
        assertThatThrownBy(() -> new PartitionKey(PartitionStrategy.RANGE, List.of()))
                .hasMessage("Cannot make a partition key: it has no column. Name at least one.");
        assertThatThrownBy(() -> PartitionKey.columns(PartitionStrategy.LIST, "a", "b"))
                .hasMessage(
                        "Cannot make a list partition key: it has 2 columns, and PostgreSQL allows one. Partition by"
                                + " one column or expression, or by range.");
        assertThatThrownBy(() -> PartitionKey.expression(PartitionStrategy.RANGE, " "))
                .hasMessage("Cannot make a partition key: its expression is empty. Write it as in SQL, e.g."
                        + " (created_at::date).");
    }

    @Test
    void strategiesAreThoseOfTheCatalog() {
        assertThat(List.of("r", "l", "h"))
                .map(PartitionStrategy::fromCatalog)
                .containsExactly(PartitionStrategy.RANGE, PartitionStrategy.LIST, PartitionStrategy.HASH);
        assertThatThrownBy(() -> PartitionStrategy.fromCatalog("x"))
                .hasMessage("Unknown partition strategy 'x' in pg_partitioned_table");
    }
}
