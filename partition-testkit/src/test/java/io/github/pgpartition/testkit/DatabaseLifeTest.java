package io.github.pgpartition.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs test classes inside a test, and looks at what they leave behind. */
class DatabaseLifeTest {

    private static final List<String> NAMES = new ArrayList<>();

    @Test
    void eachClassHasItsOwnDatabaseWhichNestedOnesShareAndNoneStays() {
        NAMES.clear();
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(OneCase.class), selectClass(OtherCase.class))
                .execute()
                .testEvents()
                .assertStatistics(statistics -> statistics.started(5).succeeded(5));
        assertThat(NAMES).hasSize(5);
        assertThat(NAMES.subList(0, 3)).containsOnly(NAMES.get(0));
        assertThat(NAMES.subList(3, 5)).containsOnly(NAMES.get(3));
        assertThat(NAMES.get(0)).startsWith("test_onecase_").isNotEqualTo(NAMES.get(3));
        assertThat(NAMES.get(3)).startsWith("test_othercase_");
        for (String name : NAMES) {
            assertThat(PostgresServer.shared().queryLong("SELECT count(*) FROM pg_database WHERE datname = ?", name))
                    .isZero();
        }
    }

    /** The field is inherited, and is one and the same for both classes. */
    abstract static class Base {

        @RegisterExtension
        static final PostgresDatabase db = PostgresDatabase.create();

        @Test
        void inherited() {
            NAMES.add(db.queryString("SELECT current_database()"));
        }
    }

    static class OneCase extends Base {

        @Nested
        class Inner {

            @Test
            void nested() {
                NAMES.add(db.name());
            }

            @Nested
            class Innermost {

                @Test
                void nested() {
                    NAMES.add(db.name());
                }
            }
        }
    }

    static class OtherCase extends Base {

        @Nested
        class Inner {

            @Test
            void nested() {
                NAMES.add(db.name());
            }
        }
    }
}
