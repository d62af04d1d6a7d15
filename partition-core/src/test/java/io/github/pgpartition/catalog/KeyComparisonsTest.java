package io.github.pgpartition.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.BoundsCondition;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionStrategy;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.sql.QualifiedName;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys of tables that are only declared. */
class KeyComparisonsTest {

    private static final QualifiedName TABLE = QualifiedName.of("app", "t");
    private static final PartitionBounds TO_9 =
            new RangeBounds(List.of(BoundValue.MINVALUE), List.of(BoundValue.of(9)));

    private static String condition(PartitionKey key) {
        return new BoundsCondition(key.strategy(), KeyComparisons.declared(TABLE, key), TABLE).of(TO_9, List.of());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        a                                        | (a IS NOT NULL) AND (a OPERATOR(pg_catalog.<) '9')
        (at::date)                               | ((at::date) IS NOT NULL) AND ((at::date) OPERATOR(pg_catalog.<) '9')
        app.f("a) b", c)                         | (app.f("a) b", c) IS NOT NULL) AND (app.f("a) b", c) OPERATOR(pg_catalog.<) '9')
        "a b" COLLATE "C"                        | ("a b" IS NOT NULL) AND (("a b" COLLATE "C") OPERATOR(pg_catalog.<) '9')
        a collate pg_catalog."C" text_pattern_ops | (a IS NOT NULL) AND ((a COLLATE pg_catalog."C") OPERATOR(pg_catalog.~<~) '9')
        a varchar_pattern_ops                    | (a IS NOT NULL) AND (a OPERATOR(pg_catalog.~<~) '9')
        """)
    void expressionCollationAndOperatorClassAreToldApart(String written, String condition) {
        assertThat(condition(PartitionKey.expression(PartitionStrategy.RANGE, written)))
                .isEqualTo(condition);
    }

    @Test
    void expressionMayHoldSeveralParts() {
        PartitionKey key = PartitionKey.expression(PartitionStrategy.RANGE, "lower(a), b");
        assertThat(KeyComparisons.declared(TABLE, key)).hasSize(2);
    }

    @Test
    void operatorClassThatIsNotThePlatformsIsRefused() {
        assertThatThrownBy(() -> condition(PartitionKey.expression(PartitionStrategy.RANGE, "a app.backwards")))
                .hasMessage(
                        "Cannot write the bounds of partitions of \"app\".\"t\" as a CHECK: the table is not in this"
                                + " database, which alone knows the operators of app.backwards. Run it on a database that has the"
                                + " table, or leave online out.");
    }
}
