package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_EXCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import org.junit.jupiter.api.Test;

class DropIndexTest {

    @Test
    void locksTheTableAndNeverCascades() {
        QualifiedName table = QualifiedName.of("App data", "Events");
        DropIndex drop = new DropIndex(table, QualifiedName.of("App data", "by Value"));
        assertThat(drop.statements())
                .containsExactly(
                        SqlStatement.of("DROP INDEX \"App data\".\"by Value\"").locking(ACCESS_EXCLUSIVE, table));
        assertThat(drop.describe()).isEqualTo("drop index \"App data\".\"by Value\"");
    }
}
