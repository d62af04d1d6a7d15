package io.github.pgpartition.sql;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every name. */
class NamePropertiesTest {

    /** Whole characters of one to four bytes, those that SQL minds more often. */
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> any = Arbitraries.integers()
                .between(1, 0x10FFFF)
                .filter(c -> c < 0xD800 || c > 0xDFFF)
                .map(Character::toString);
        Arbitrary<String> special = Arbitraries.of("\"", "'", ".", " ", "\\", "A", "a", "1", "$", "ä", "日", "\n", ",");
        return Arbitraries.oneOf(any, special).list().ofMinSize(1).ofMaxSize(80).map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> names() {
        return texts().filter(t -> Identifier.bytes(t) <= Identifier.MAX_BYTES);
    }

    @Property
    void quotedNameIsReadBack(@ForAll("names") String name) {
        assertThat(Identifier.parse(Identifier.of(name).sql())).isEqualTo(Identifier.of(name));
    }

    @Property
    void quotedSchemaAndNameAreReadBack(@ForAll("names") String schema, @ForAll("names") String name) {
        QualifiedName qualified = QualifiedName.of(schema, name);
        assertThat(QualifiedName.parse(qualified.sql())).isEqualTo(qualified);
    }

    @Property
    void generatedNameFitsAndKeepsItsSuffix(@ForAll("texts") String base) {
        String name = Identifier.generated(base, "_p20260131_0600").value();
        assertThat(Identifier.bytes(name)).isLessThanOrEqualTo(Identifier.MAX_BYTES);
        assertThat(name).endsWith("_p20260131_0600");
    }

    @Property
    void differentBasesHaveDifferentNames(@ForAll("texts") String one, @ForAll("texts") String other) {
        assertThat(Identifier.generated(one, "_1").equals(Identifier.generated(other, "_1")))
                .isEqualTo(one.equals(other));
    }
}
