package io.github.pgpartition.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.testkit.PostgresDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands in the way of a drop is read along indexes, however large the catalog is and whatever the server knows of it. */
class ObstacleCostTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    /** Above it the server compiles a query before it runs it, which takes longer than all that is read here. */
    private static final double JIT_ABOVE_COST = 100_000;

    private static final Pattern WHOLE_RELATION = Pattern.compile(
            "Seq Scan on (?:pg_depend|pg_constraint|pg_class|pg_index|pg_inherits|pg_type|pg_rewrite)\\b");
    private static final Pattern TOTAL_COST = Pattern.compile("cost=[0-9.]+\\.\\.([0-9.]+)");

    private static final String LEAVING = "SELECT inhrelid::int8 FROM pg_inherits WHERE inhparent = 'gone'::regclass";

    /** As if autovacuum had never come to the catalogs. */
    private static final String FORGET = "DELETE FROM pg_statistic WHERE starelid < 16384::oid;"
            + " UPDATE pg_class SET reltuples = 0, relpages = 0 WHERE oid < 16384::oid AND relkind IN ('r', 'i')";

    @BeforeAll
    static void unrelatedRelations() {
        db.execute(
                "CREATE TABLE kind (k int PRIMARY KEY)",
                "CREATE TABLE gone (k int PRIMARY KEY REFERENCES kind, t text) PARTITION BY RANGE (k)",
                """
                DO $$
                BEGIN
                    FOR i IN 1..20 LOOP
                        EXECUTE format('CREATE TABLE gone%s PARTITION OF gone FOR VALUES FROM (%s) TO (%s)', i, i, i + 1);
                    END LOOP;
                    CREATE TABLE refers (k int REFERENCES gone);
                    CREATE VIEW seen AS SELECT * FROM gone1;
                    FOR i IN 1..40 LOOP
                        EXECUTE format('CREATE TABLE other%s (k int PRIMARY KEY, t text) PARTITION BY RANGE (k)', i);
                        FOR j IN 1..10 LOOP
                            EXECUTE format('CREATE TABLE other%1$s_%2$s PARTITION OF other%1$s FOR VALUES FROM (%2$s) TO (%3$s)', i, j, j + 1);
                            EXECUTE format('CREATE VIEW view%1$s_%2$s AS SELECT k FROM other%1$s_%2$s', i, j);
                        END LOOP;
                    END LOOP;
                END
                $$""");
    }

    @ParameterizedTest
    @CsvSource({
        "hanging, false", "hanging, true", "names, false", "names, true", //
        "keys, false", "keys, true", "archive, false", "archive, true"
    })
    void readsNoCatalogFromEndToEnd(String query, boolean analyzed) throws SQLException {
        db.execute(analyzed ? "ANALYZE" : FORGET);
        String plan = plan(query);
        assertThat(plan).doesNotContainPattern(WHOLE_RELATION);
        Matcher cost = TOTAL_COST.matcher(plan);
        assertThat(cost.find()).isTrue();
        assertThat(Double.parseDouble(cost.group(1))).as(plan).isLessThan(JIT_ABOVE_COST);
    }

    private static String plan(String name) throws SQLException {
        try (Connection connection = db.connect();
                PreparedStatement query = connection.prepareStatement("EXPLAIN " + sql(name))) {
            int number = 1;
            for (Object value : values(name, connection)) {
                query.setObject(number++, value);
            }
            List<String> lines = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    lines.add(row.getString(1));
                }
            }
            return String.join("\n", lines);
        }
    }

    private static String sql(String query) {
        return switch (query) {
            case "hanging" -> Hanging.SQL;
            case "names" -> DependentNames.SQL;
            case "keys" -> ForeignKeyEnd.SQL;
            default -> ArchiveNames.SQL;
        };
    }

    private static List<Object> values(String query, Connection connection) throws SQLException {
        Object leaving = oids(connection, LEAVING);
        return switch (query) {
            case "hanging" -> List.of(leaving);
            case "names" ->
                List.of(leaving, leaving, leaving, connection.createArrayOf("int4", new Object[] {0, 0, 0}));
            case "keys" ->
                List.of(
                        oids(connection, "SELECT oid::int8 FROM pg_constraint WHERE contype = 'f'"),
                        leaving,
                        db.queryLong("SELECT 'gone'::regclass::oid::int8"));
            default -> List.of(leaving, "public");
        };
    }

    private static Object oids(Connection connection, String sql) throws SQLException {
        return connection.createArrayOf("oid", db.queryStrings(sql).toArray());
    }
}
