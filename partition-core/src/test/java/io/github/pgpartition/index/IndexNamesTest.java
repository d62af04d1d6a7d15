package io.github.pgpartition.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.Md5;
import io.github.pgpartition.sql.QualifiedName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexNamesTest {

    private static final QualifiedName PARTITION = QualifiedName.of("App data", "Events 1");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "i",
                "by Value",
                "a.b*c",
                "éééééééééééééééééééééééééééééé",
                "a23456789_123456789_123456789_123456789_123456789_12345",
                "a23456789_123456789_123456789_123456789_123456789_123456",
                "a23456789_123456789_123456789_123456789_123456789_123456789_123",
            })
    void areRecognisedAndFit(String index) {
        IndexNames names = new IndexNames(Identifier.of(index));
        Identifier name = names.on(PARTITION);
        Identifier other = names.on(PARTITION, taken -> taken.name().equals(name));
        assertThat(name.value()).matches("(?s).*_[0-9a-f]{7}").startsWith(IndexNames.beginning(Identifier.of(index)));
        assertThat(index).startsWith(IndexNames.beginning(Identifier.of(index)));
        assertThat(other).isNotEqualTo(name);
        assertThat(names.isOurs(name)).isTrue();
        assertThat(names.isOurs(other)).isTrue();
        assertThat(names.isOurs(Identifier.of(index))).isFalse();
        assertThat(names.isOurs(Identifier.of("other_1234567"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"i", "a23456789_123456789_123456789_123456789_123456789_123456789_123"})
    void differBetweenPartitions(String index) {
        IndexNames names = new IndexNames(Identifier.of(index));
        assertThat(names.on(PARTITION)).isNotEqualTo(names.on(QualifiedName.of("App data", "Events 2")));
        assertThat(names.on(PARTITION)).isNotEqualTo(names.on(QualifiedName.of("App data", "events 1")));
    }

    @Test
    void areTheSameWhereTheSchemaIsNotKnown() {
        IndexNames names = new IndexNames(Identifier.of("i"));
        assertThat(names.on(PARTITION))
                .isEqualTo(names.on(QualifiedName.parse("\"Events 1\"")))
                .isEqualTo(Identifier.of("i_" + Md5.hex("\"Events 1\"").substring(0, 7)));
    }
}
