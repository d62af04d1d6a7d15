package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_EXCLUSIVE;
import static io.github.pgpartition.sql.LockMode.SHARE_UPDATE_EXCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import io.github.pgpartition.sql.TableLock;
import org.junit.jupiter.api.Test;

class AttachIndexTest {

    private static final QualifiedName PARENT = QualifiedName.of("App data", "by Value");
    private static final QualifiedName INDEX = QualifiedName.of("App data", "by Value_1234567");

    @Test
    void locksTheIndexesAndNoTable() {
        AttachIndex attach = new AttachIndex(PARENT, INDEX);
        assertThat(attach.statements())
                .containsExactly(SqlStatement.of(
                                "ALTER INDEX \"App data\".\"by Value\" ATTACH PARTITION \"App data\".\"by Value_1234567\"")
                        .locking(ACCESS_EXCLUSIVE, INDEX)
                        .locking(SHARE_UPDATE_EXCLUSIVE, PARENT));
        assertThat(attach.statements().get(0).locks())
                .containsExactly(new TableLock(ACCESS_EXCLUSIVE, INDEX), new TableLock(SHARE_UPDATE_EXCLUSIVE, PARENT));
        assertThat(attach.describe())
                .isEqualTo("attach index \"App data\".\"by Value_1234567\" to \"App data\".\"by Value\"");
    }
}
