package io.github.pgpartition.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratedNameTest {

    private static final String SUFFIX = "_p20260131_0600";

    @Test
    void shortNameIsTheBaseWithTheSuffix() {
        assertThat(Identifier.generated("Events", SUFFIX).value()).isEqualTo("Events_p20260131_0600");
        assertThat(Identifier.generated("x".repeat(48), SUFFIX).value()).isEqualTo("x".repeat(48) + SUFFIX);
    }

    @Test
    void longNameIsCutAndHashed() {
        assertThat(Identifier.generated("x".repeat(49), SUFFIX).value())
                .isEqualTo("x".repeat(40) + "_e63ffea" + SUFFIX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "ä", "日", "\uD83D\uDE00", "xä日\uD83D\uDE00", "x日"})
    void cutsWholeCharactersAndKeepsTheSuffix(String unit) {
        for (int length = 1; length < 80; length++) {
            String base = unit.repeat(length);
            String name = Identifier.generated(base, SUFFIX).value();
            assertThat(Identifier.bytes(name)).isLessThanOrEqualTo(Identifier.MAX_BYTES);
            assertThat(name).endsWith(SUFFIX).doesNotContain("?");
            String kept = name.substring(0, name.length() - SUFFIX.length());
            assertThat(kept.equals(base) || base.startsWith(kept.substring(0, kept.length() - 8)))
                    .isTrue();
            assertThat(Character.isHighSurrogate(kept.charAt(kept.length() - 1)))
                    .isFalse();
        }
    }

    @Test
    void longNamesWithOneBeginningStayDifferent() {
        String beginning = "x".repeat(60);
        assertThat(Identifier.generated(beginning + "a", SUFFIX))
                .isNotEqualTo(Identifier.generated(beginning + "b", SUFFIX));
        assertThat(Identifier.generated(beginning + "a", "_1"))
                .isNotEqualTo(Identifier.generated(beginning + "a", "_2"));
    }

    @Test
    void sameBaseAlwaysGivesTheSameName() {
        assertThat(Identifier.generated("x".repeat(70), SUFFIX))
                .isEqualTo(Identifier.generated("x".repeat(70), SUFFIX));
    }

    @Test
    void refusesSuffixThatLeavesNoRoom() {
        assertThatThrownBy(() -> Identifier.generated("events", "s".repeat(60)))
                .isInstanceOf(InvalidNameException.class)
                .hasMessage("Cannot make a name that ends in \"" + "s".repeat(60) + "\": the ending alone is 60 bytes"
                        + " long, and a name has 63. Shorten the template.");
    }
}
