package io.github.pgpartition.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerSourceTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        embedded       | 11   | postgres.version=11: 12 to 18 expected
        testcontainers | 17.1 | postgres.version=17.1: 12 to 18 expected
        docker         | 17   | postgres=docker: embedded, testcontainers or a JDBC URL (jdbc:postgresql://host:port/database?user=…&password=…) expected
        jdbc:mysql://h/d | 17 | postgres=jdbc:mysql://h/d: embedded, testcontainers or a JDBC URL (jdbc:postgresql://host:port/database?user=…&password=…) expected
        jdbc:postgresql://h:1/d?password=secret | 17 | postgres=jdbc:postgresql://h:1/d: embedded, testcontainers or a JDBC URL (jdbc:postgresql://host:port/database?user=…&password=…) expected; this one has no user
        """)
    void refusesWhatItDoesNotKnow(String postgres, String version, String message) {
        assertThatThrownBy(() -> ServerSource.of(postgres, version)).hasMessage(message);
    }

    @Test
    void refusesBinariesOfAnotherVersion() {
        assertThatThrownBy(() -> new EmbeddedSource(14).check(17))
                .hasMessage(
                        "postgres.version=14, but the embedded binaries are PostgreSQL 17: they come from the class path."
                                + " Run Maven with -Dpostgres.version=14, which chooses them by profile; the system property alone"
                                + " does not.");
    }

    @Test
    void refusesAnImageOfAnotherVersion() {
        assertThatThrownBy(() -> new ContainerSource(16).check(15))
                .hasMessage("postgres.version=16, but the image postgres:16-alpine runs PostgreSQL 15");
    }

    @Test
    void takesAUrlApartAndPutsItTogether() {
        ServerUrl url =
                ServerUrl.parse("jdbc:postgresql://a:1,b:2/d?ssl=false&user=me&password=p%26w&ApplicationName=x");
        assertThat(url).isEqualTo(new ServerUrl("a:1,b:2", "d", "me", "p&w", "&ssl=false&ApplicationName=x"));
        assertThat(url.withDatabase("e f").withUser("you", "1 2").jdbcUrl())
                .isEqualTo("jdbc:postgresql://a:1,b:2/e+f?user=you&password=1+2&ssl=false&ApplicationName=x");
        assertThat(url).hasToString("jdbc:postgresql://a:1,b:2/d");
    }
}
