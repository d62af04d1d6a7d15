package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.pgpartition.error.PartitioningException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said where the server refuses: what is in the way, from the catalog, and what to do. */
class RefusalLiveTest extends PartitionsFixture {

    private static final String EVENTS = "\"App data\".\"Events\"";

    @BeforeEach
    void makeTable() {
        db.execute("CREATE TABLE " + EVENTS
                + " (\"Id\" int, \"At\" date NOT NULL, PRIMARY KEY (\"Id\", \"At\")) PARTITION BY RANGE (\"At\")");
    }

    /** The message without SQLSTATE and statement. */
    private void refused(String change, String message) {
        assertThat(refusal(change).replaceFirst(" \\(SQLSTATE .*", "")).isEqualTo(message);
    }

    private String refusal(String change) {
        Throwable thrown = catchThrowable(() -> liquibase.update(changeSet("1", change)));
        while (thrown != null && !(thrown instanceof PartitioningException)) {
            thrown = thrown.getCause();
        }
        return thrown == null ? "not refused" : String.valueOf(thrown.getMessage());
    }

    private static String create(String kind, String attributes) {
        return "<partition:create" + kind + "PartitionOf @ partitionName=\"New\" " + attributes + "/>";
    }

    private static final String JANUARY = "startRange=\"2026-01-01\" endRange=\"2026-02-01\"";

    @Test
    void overlapNamesTheBoundsOfTheOther() {
        db.execute("CREATE TABLE public.first PARTITION OF " + EVENTS
                + " FOR VALUES FROM ('2026-01-15') TO ('2026-03-01')");
        refused(
                create("Range", JANUARY),
                "Cannot create partition \"App data\".\"New\" of " + EVENTS
                        + ": ERROR: partition \"New\" would overlap partition \"first\". \"public\".\"first\" is there FOR VALUES FROM"
                        + " ('2026-01-15') TO ('2026-03-01'): give bounds that leave these out, or detach it first.");
    }

    @Test
    void anotherKindOfBoundsNamesTheChangeThatFits() {
        assertThatThrownBy(() -> liquibase.update(changeSet("1", create("List", "values=\"2026-01-01\""))))
                .hasMessageContaining("Cannot use these bounds for a partition of " + EVENTS
                        + ": it is partitioned by range. Use createRangePartitionOf.");
    }

    @Test
    void plainTableIsToldFromAPartitionedOne() {
        db.execute("DROP TABLE " + EVENTS, "CREATE TABLE " + EVENTS + " (\"At\" date)");
        refused(
                create("Range", JANUARY),
                "Cannot use these bounds for a partition of " + EVENTS
                        + ": it is a plain table. Only a table that was created by createRangePartitionedTable can have partitions.");
    }

    @Test
    void rowsInTheDefaultPartitionAreFoundAndCanBeMovedAsTold() {
        db.execute(
                "CREATE TABLE \"App data\".\"Rest\" PARTITION OF " + EVENTS + " DEFAULT",
                "INSERT INTO " + EVENTS + " VALUES (1, '2026-01-15'), (2, '2026-02-15')");
        String rows =
                " FROM \"App data\".\"Rest\" WHERE (\"At\" IS NOT NULL) AND (\"At\" OPERATOR(pg_catalog.>=) '2026-01-01')"
                        + " AND (\"At\" OPERATOR(pg_catalog.<) '2026-02-01')";
        refused(
                create("Range", JANUARY),
                "Cannot create partition \"App data\".\"New\" of " + EVENTS
                        + ": ERROR: updated partition constraint for default partition \"Rest\" would be violated by some row."
                        + " SELECT *" + rows + " finds them. Create a table like " + EVENTS
                        + ", move them there (WITH moved AS (DELETE" + rows
                        + " RETURNING *) INSERT INTO that table SELECT * FROM moved), and attach it with these bounds.");
        db.execute(
                "CREATE TABLE \"App data\".\"New\" (LIKE " + EVENTS + " INCLUDING ALL)",
                "WITH moved AS (DELETE" + rows + " RETURNING *) INSERT INTO \"App data\".\"New\" SELECT * FROM moved");
        liquibase.update(changeSet("1", "<partition:attachRangePartition @ partitionName=\"New\" " + JANUARY + "/>"));
        assertThat(db.queryLong("SELECT count(*) FROM \"App data\".\"New\"")).isEqualTo(1);
        assertThat(db.queryLong("SELECT count(*) FROM " + EVENTS)).isEqualTo(2);
    }

    @Test
    void plainAttachSaysWhichRowsDoNotBelong() {
        db.execute(
                "CREATE TABLE \"App data\".\"New\" (LIKE " + EVENTS + " INCLUDING ALL)",
                "INSERT INTO \"App data\".\"New\" VALUES (1, '2025-12-31')");
        refused(
                "<partition:attachRangePartition @ partitionName=\"New\" " + JANUARY + "/>",
                "Cannot attach partition \"App data\".\"New\" to " + EVENTS
                        + ": ERROR: partition constraint of relation \"New\" is violated by some row. Move or correct the rows that"
                        + " SELECT * FROM \"App data\".\"New\" WHERE ((\"At\" IS NOT NULL) AND (\"At\" OPERATOR(pg_catalog.>=) '2026-01-01') AND (\"At\" OPERATOR(pg_catalog.<)"
                        + " '2026-02-01')) IS FALSE finds, and run it again.");
    }

    @Test
    void keyOfASubPartitionMustBeInThePrimaryKey() {
        db.execute("ALTER TABLE " + EVENTS + " ADD \"Tenant\" int");
        assertThat(refusal(create("Range", JANUARY + " partitionType=\"list\" partitionKey=\"Tenant\"")))
                .contains(
                        "Add \"Tenant\" to the primary key of " + EVENTS
                                + ", from which the partition has it: a key must hold every column that its table is partitioned by.");
    }

    @Test
    void boundThatTheCatalogShowsToBeWrongIsRefusedBeforeAnythingRuns() {
        String all = changeSet("0", "<createTable tableName=\"before\"><column name=\"a\" type=\"int\"/></createTable>")
                + changeSet("1", create("Range", JANUARY.replace("2026-01-01", "02/01/2025")));
        assertThatThrownBy(() -> liquibase.update(all))
                .hasMessageContaining(
                        "Cannot use the bound '02/01/2025' for a partition of " + EVENTS + ": the key is a date");
        assertThat(db.queryString("SELECT to_regclass('public.before')")).isNull();
    }

    @Test
    void boundOfATableThatIsMadeBySqlIsCheckedWhenItIsThere() {
        assertThatThrownBy(
                        () -> liquibase.update(
                                changeSet(
                                        "1",
                                        "<sql>CREATE TABLE public.late (at date) PARTITION BY RANGE (at)</sql>"
                                                + "<partition:createRangePartitionOf tableName=\"late\" startRange=\"today\" endRange=\"infinity\"/>")))
                .hasMessageContaining(
                        "Cannot use the bound 'today' for a partition of \"public\".\"late\": the key is a date");
        assertThat(db.queryString("SELECT to_regclass('public.late')")).isNull();
    }
}
