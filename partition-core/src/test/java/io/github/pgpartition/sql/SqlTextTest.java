package io.github.pgpartition.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.error.PartitioningException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SqlTextTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # text   | literal
            ``       | ''
            a        | 'a'
            it's     | 'it''s'
            ''       | ''''''
            a,b (c)  | 'a,b (c)'
            \\       | E'\\\\'
            C:\\n'x  | E'C:\\\\n''x'
            ä日       | 'ä日'
            """)
    void quotesTextUnderEverySetting(String text, String literal) {
        assertThat(SqlLiteral.quote(text)).isEqualTo(literal);
    }

    @Test
    void refusesNul() {
        assertThatThrownBy(() -> SqlLiteral.quote("a\0"))
                .isInstanceOf(PartitioningException.class)
                .hasMessage("Cannot write a value in SQL: it holds a NUL character, which PostgreSQL cannot store."
                        + " Remove it.");
    }

    @Test
    void md5IsOfTheBytesInUtf8() {
        assertThat(Md5.hex("")).isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
        assertThat(Md5.hex("ä")).isEqualTo("8419b71c87a225a2c70b50486fbee545");
    }

    @ParameterizedTest
    @EnumSource(LockMode.class)
    void locksSayWhomTheyStop(LockMode mode) {
        TableLock lock = new TableLock(mode, QualifiedName.of("a", "b"));
        assertThat(lock).hasToString(mode.name().replace('_', ' ') + " on \"a\".\"b\"");
        assertThat(lock.statement().text())
                .isEqualTo("LOCK TABLE ONLY \"a\".\"b\" IN " + mode.name().replace('_', ' ') + " MODE");
        assertThat(lock.statement().locks()).containsExactly(lock);
        assertThat(mode.blocksReaders()).isEqualTo(mode == LockMode.ACCESS_EXCLUSIVE);
        assertThat(mode.blocksWriters())
                .isEqualTo(mode == LockMode.SHARE
                        || mode == LockMode.SHARE_ROW_EXCLUSIVE
                        || mode == LockMode.EXCLUSIVE
                        || mode == LockMode.ACCESS_EXCLUSIVE);
    }

    @Test
    void statementMayStandInATransactionUnlessItSaysOtherwise() {
        SqlStatement statement = SqlStatement.of("SELECT 1");
        assertThat(statement.mayRunInTransaction()).isTrue();
        assertThat(statement.outsideTransaction().mayRunInTransaction()).isFalse();
        assertThat(statement).hasToString("SELECT 1");
    }
}
