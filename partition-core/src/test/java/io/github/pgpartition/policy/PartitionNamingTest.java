package io.github.pgpartition.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.InvalidNameException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionNamingTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # template                | table   | name
            {table}_p{start}          | Events  | Events_p20260131
            {start}                   | Events  | 20260131
            p{start}_{table}          | Events  | p20260131_Events
            {table}.{start}.{table}   | a b     | a b.20260131.a b
            {start}-{start}           | Events  | 20260131-20260131
            {table}_p{start}          | {start} | {start}_p20260131
            """)
    void fillsTheTemplate(String template, String table, String name) {
        assertThat(new PartitionNaming(template).name(Identifier.of(table), "20260131"))
                .isEqualTo(Identifier.of(name));
    }

    @Test
    void longTableNameIsCutBeforeTheStart() {
        String name = PartitionNaming.DEFAULT
                .name(Identifier.of("ä".repeat(31)), "20260131_0600")
                .value();
        assertThat(name).matches("ä{20}_[0-9a-f]{7}_p20260131_0600");
        assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(63);
        assertThat(PartitionNaming.DEFAULT.name(Identifier.of("x".repeat(62) + "a"), "1"))
                .isNotEqualTo(PartitionNaming.DEFAULT.name(Identifier.of("x".repeat(62) + "b"), "1"));
    }

    @Test
    void startIsNeverCut() {
        assertThatThrownBy(() -> new PartitionNaming("{start}_{table}").name(Identifier.of("x".repeat(60)), "20260131"))
                .isInstanceOf(InvalidNameException.class)
                .hasMessage("Cannot make a name that ends in \"20260131_" + "x".repeat(60)
                        + "\": the ending alone is 69 bytes long, and a name has 63. Shorten the template.");
    }
}
