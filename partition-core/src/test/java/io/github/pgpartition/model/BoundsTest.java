package io.github.pgpartition.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.error.PartitioningException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundsTest {

    @Test
    void rendersEveryVariant() {
        var range = new RangeBounds(
                List.of(BoundValue.of("it's"), BoundValue.MINVALUE), List.of(BoundValue.of(-1), BoundValue.MAXVALUE));
        assertThat(range.sql()).isEqualTo("FOR VALUES FROM ('it''s',MINVALUE) TO ('-1',MAXVALUE)");
        assertThat(range.clause()).isEqualTo("FROM ('it''s',MINVALUE) TO ('-1',MAXVALUE)");
        assertThat(range.strategy()).contains(PartitionStrategy.RANGE);
        var list = new ListBounds(List.of(BoundValue.of("NULL"), BoundValue.NULL));
        assertThat(list.sql()).isEqualTo("FOR VALUES IN ('NULL',NULL)");
        assertThat(list.strategy()).contains(PartitionStrategy.LIST);
        assertThat(new HashBounds(4, 3).sql()).isEqualTo("FOR VALUES WITH (MODULUS 4, REMAINDER 3)");
        assertThat(new HashBounds(4, 3).strategy()).contains(PartitionStrategy.HASH);
        assertThat(new DefaultBounds().sql()).isEqualTo("DEFAULT");
        assertThat(new DefaultBounds().clause()).isEqualTo("DEFAULT");
        assertThat(new DefaultBounds().strategy()).isEmpty();
        assertThat(new DefaultBounds().isDefault()).isTrue();
        assertThat(list.isDefault()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 'modulus 0 is not positive. It is the number of parts, 1 or more.'",
        "-1, 0, 'modulus -1 is not positive. It is the number of parts, 1 or more.'",
        "4, 4, remainder 4 is not one that modulus 4 leaves. Give one from 0 to 3.",
        "4, -1, remainder -1 is not one that modulus 4 leaves. Give one from 0 to 3."
    })
    void refusesHashBoundsThatTakeNothing(int modulus, int remainder, String why) {
        assertThatThrownBy(() -> new HashBounds(modulus, remainder))
                .isInstanceOf(PartitioningException.class)
                .hasMessage("Cannot use these hash bounds: " + why);
    }

    @Test
    void refusesRangeThatIsNone() {
        String start = "Cannot use these range bounds: ";
        assertThatThrownBy(() -> new RangeBounds(List.of(), List.of()))
                .hasMessage(start + "it has no value. Give a start and an end for each key column.");
        assertThatThrownBy(
                        () -> new RangeBounds(List.of(BoundValue.of(1), BoundValue.of(2)), List.of(BoundValue.of(1))))
                .hasMessage(
                        start + "its start has 2 values and its end 1. Give a start and an end for each key column.");
        assertThatThrownBy(() -> RangeBounds.of(BoundValue.NULL, BoundValue.of(1)))
                .hasMessage(start
                        + "a value is NULL, which no range holds. Rows with a null key go to the DEFAULT partition.");
    }

    @Test
    void refusesListThatIsNone() {
        assertThatThrownBy(() -> new ListBounds(List.of()))
                .hasMessage("Cannot use these list bounds: they have no value. Give at least one.");
        assertThatThrownBy(() -> new ListBounds(List.of(BoundValue.MINVALUE)))
                .hasMessage(
                        "Cannot use these list bounds: MINVALUE and MAXVALUE bound ranges, not lists. If the text is"
                                + " meant, write it in single quotes: 'MINVALUE'.");
    }
}
