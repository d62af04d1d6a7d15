package io.github.pgpartition.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubPartitionsTest {

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            # text                                     ; key                                      ; bounds
            hash (tenant_id) 2                         ; PARTITION BY HASH ("tenant_id")          ; [FOR VALUES WITH (MODULUS 2, REMAINDER 0), FOR VALUES WITH (MODULUS 2, REMAINDER 1)]
            HASH("Tenant, Id", b)1                     ; PARTITION BY HASH ("Tenant, Id", "b")    ; [FOR VALUES WITH (MODULUS 1, REMAINDER 0)]
            list (region) eu | us, ca | default        ; PARTITION BY LIST ("region")             ; [FOR VALUES IN ('eu'), FOR VALUES IN ('us','ca'), DEFAULT]
            list ("R ""x"") ") 1..3 | NULL | '|', 'a|b' ; PARTITION BY LIST ("R ""x"") ")         ; [FOR VALUES IN ('1','2','3'), FOR VALUES IN (NULL), FOR VALUES IN ('|','a|b')]
            list (a) o'clock | '''' | x'y, 'a|''b'     ; PARTITION BY LIST ("a")                  ; [FOR VALUES IN ('o''clock'), FOR VALUES IN (''''), FOR VALUES IN ('x''y','a|''b')]
            """)
    void readsAndSaysThemAgain(String text, String key, String bounds) {
        SubPartitions read = SubPartitions.parse(text);
        assertThat(read.key().sql()).isEqualTo(key);
        assertThat(read.bounds().stream().map(b -> b.sql()).toList()).hasToString(bounds);
        assertThat(SubPartitions.parse(read.text())).isEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            8                       ; it is neither a hash nor a list
            range (a) 1             ; it is neither a hash nor a list
            hash () 8               ; it is neither a hash nor a list
            hash (a) 0              ; '0' is not a number of parts from 1 to 1000
            hash (a) many           ; 'many' is not a number of parts from 1 to 1000
            hash (a) 1001           ; 1001 sub-partitions of each partition are too many
            list (a) x | y, x       ; 'x' stands in it more than once
            list (a) x | default | default ; default stands in it more than once
            """)
    void refusesWhatCannotBeMeant(String text, String why) {
        assertThatThrownBy(() -> SubPartitions.parse(text))
                .hasMessage("Cannot use subPartitions '" + text + "': " + why
                        + ". Write for example 'hash (tenant_id) 8' or 'list (region) eu | us, ca | default'.");
    }
}
