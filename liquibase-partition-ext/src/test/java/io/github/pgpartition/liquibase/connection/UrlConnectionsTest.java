package io.github.pgpartition.liquibase.connection;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class UrlConnectionsTest {

    /** PostgreSQL's driver takes it for a part of the host, which its error names. */
    @Test
    void passwordBeforeTheHostIsNotTold() {
        MoreConnections connections =
                UrlConnections.of("jdbc:postgresql://shop:secret@localhost:1/shop", "shop", null, null, null);
        assertThatThrownBy(connections::open).isInstanceOf(SQLException.class).hasMessage("*****@localhost");
    }
}
