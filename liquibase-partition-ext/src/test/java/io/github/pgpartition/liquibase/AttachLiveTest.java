package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attach, detach and drop on a real server. */
class AttachLiveTest extends PartitionsFixture {

    private static final String ATTACH = outsideTransaction(
            "attach",
            "<partition:attachRangePartition @ partitionName=\"Old\" startRange=\"0\" endRange=\"100\" online=\"true\"/>");

    @BeforeEach
    void makeTables() {
        db.execute(
                "CREATE TABLE \"App data\".\"Events\" (\"Id\" bigint NOT NULL) PARTITION BY RANGE (\"Id\")",
                "CREATE TABLE \"App data\".\"Old\" (LIKE \"App data\".\"Events\")",
                "INSERT INTO \"App data\".\"Old\" SELECT generate_series(0, 99)");
    }

    @Test
    void onlineAttachLeavesNoCheck() {
        liquibase.update(ATTACH);
        assertThat(partitions("Events")).containsExactly("Old");
        assertThat(parts("Old")).isEmpty();
        assertThat(db.queryLong("SELECT count(*) FROM \"App data\".\"Events\"")).isEqualTo(100);
    }

    @Test
    void onlineAttachCountsTheRowsInTheWayAndLeavesNothingBehind() {
        db.execute("INSERT INTO \"App data\".\"Old\" VALUES (100), (-1)");
        assertThatThrownBy(() -> liquibase.update(ATTACH))
                .rootCause()
                .hasMessage(
                        "Cannot make \"App data\".\"Old\" a partition: 2 rows do not meet its bounds. Move or correct the rows that"
                                + " SELECT * FROM \"App data\".\"Old\" WHERE ((\"Id\" IS NOT NULL) AND (\"Id\" OPERATOR(pg_catalog.>=)"
                                + " '0') AND (\"Id\" OPERATOR(pg_catalog.<) '100')) IS FALSE finds, and run it again.");
        assertThat(partitions("Events")).isEmpty();
        assertThat(parts("Old")).isEmpty();
    }

    @Test
    void attachThatWasInterruptedBeforeItWasAttachedBeginsAnew() {
        db.execute(
                "ALTER TABLE \"App data\".\"Old\" ADD CONSTRAINT \"Old_pgpartition_check\" CHECK (\"Id\" < 5) NOT VALID");
        liquibase.update(ATTACH);
        assertThat(partitions("Events")).containsExactly("Old");
        assertThat(parts("Old")).isEmpty();
    }

    @Test
    void attachOfWhichOnlyTheCheckIsLeftIsEnded() {
        db.execute(
                "ALTER TABLE \"App data\".\"Old\" ADD CONSTRAINT \"Old_pgpartition_check\" CHECK (\"Id\" >= 0 AND \"Id\" < 100)",
                "ALTER TABLE \"App data\".\"Events\" ATTACH PARTITION \"App data\".\"Old\" FOR VALUES FROM (0) TO (100)");
        liquibase.update(ATTACH);
        assertThat(partitions("Events")).containsExactly("Old");
        assertThat(parts("Old")).isEmpty();
    }

    @Test
    void rollbackOfAttachDetachesAndOfDetachAttaches() {
        String both = ATTACH
                + changeSet(
                        "2", "<partition:detachPartition @ partitionName=\"Old\" startRange=\"0\" endRange=\"100\"/>");
        liquibase.update(both);
        assertThat(partitions("Events")).isEmpty();
        liquibase.rollbackCount(both, 1);
        assertThat(partitions("Events")).containsExactly("Old");
        liquibase.rollbackCount(both, 1);
        assertThat(partitions("Events")).isEmpty();
        assertThat(db.queryLong("SELECT count(*) FROM \"App data\".\"Old\"")).isEqualTo(100);
    }

    @Test
    void detachOfTheDefaultPartitionRollsBackWhereItSaysSo() {
        String both = changeSet("1", "<partition:attachDefaultPartition @ partitionName=\"Old\"/>")
                + changeSet("2", "<partition:detachPartition @ partitionName=\"Old\" default=\"true\"/>");
        liquibase.update(both);
        liquibase.rollbackCount(both, 1);
        assertThat(db.queryString("SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE relname = 'Old'"))
                .isEqualTo("DEFAULT");
    }

    @Test
    void concurrentDetachEndsOneThatIsPending() {
        liquibase.update(ATTACH);
        try (var reader = db.session("SELECT count(*) FROM \"App data\".\"Events\"")) {
            assertThatThrownBy(() -> updateImpatiently(ATTACH
                            + outsideTransaction(
                                    "2", "<partition:detachPartition @ partitionName=\"Old\" concurrently=\"true\"/>")))
                    .rootCause()
                    .hasMessageContaining(
                            "Cannot detach partition \"App data\".\"Old\" from \"App data\".\"Events\": 2 attempts of 50 ms")
                    .hasMessageContaining("in the way: pid " + reader.pid())
                    .hasMessageEndingWith(
                            "The detach is pending, and the rows of the partition are hidden; end that session or raise lockTimeout,"
                                    + " and run it again to end it.");
        }
        liquibase.update(ATTACH
                + outsideTransaction(
                        "2", "<partition:detachPartition @ partitionName=\"Old\" concurrently=\"true\"/>"));
        assertThat(partitions("Events")).isEmpty();
        assertThat(exists("Old")).isTrue();
    }

    @Test
    void concurrentDetachBesideADefaultPartitionIsRefusedWithTheReason() {
        db.execute("CREATE TABLE \"App data\".\"Rest\" PARTITION OF \"App data\".\"Events\" DEFAULT");
        liquibase.update(ATTACH);
        assertThatThrownBy(() -> liquibase.update(ATTACH
                        + outsideTransaction(
                                "2", "<partition:detachPartition @ partitionName=\"Old\" concurrently=\"true\"/>")))
                .hasMessageContaining(
                        "Cannot detach partition \"App data\".\"Old\" from \"App data\".\"Events\": ERROR: cannot detach partitions"
                                + " concurrently when a default partition exists. Where the detach of another partition is pending, end that"
                                + " one first; where there is a DEFAULT partition, detach that first, or leave concurrently out. (SQLSTATE 55000, statement: ALTER TABLE"
                                + " \"App data\".\"Events\" DETACH PARTITION \"App data\".\"Old\" CONCURRENTLY;)");
        assertThat(partitions("Events")).containsExactly("Old", "Rest");
    }

    @Test
    void concurrentDropDropsTheTable() {
        liquibase.update(ATTACH
                + outsideTransaction("2", "<partition:dropPartition @ partitionName=\"Old\" concurrently=\"true\"/>"));
        assertThat(exists("Old")).isFalse();
        assertThat(exists("Events")).isTrue();
    }

    @Test
    void tableLikeAnotherHasWhatIsAskedFor() {
        db.execute("ALTER TABLE \"App data\".\"Events\" ADD PRIMARY KEY (\"Id\")");
        String like = changeSet(
                "1",
                "<partition:createTableLike @ newTableName=\"All\" newSchemaName=\"public\"/>"
                        + "<partition:createTableLike @ newTableName=\"Bare\" excluding=\"indexes, IDENTITY\"/>");
        liquibase.update(like);
        assertThat(db.queryStrings(
                        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'public.\"All\"'::regclass"
                                + " AND contype = 'p'"))
                .containsExactly("PRIMARY KEY (\"Id\")");
        assertThat(parts("Bare").stream().filter(part -> part.startsWith("PRIMARY KEY")))
                .isEmpty();
        liquibase.rollbackCount(like, 1);
        assertThat(exists("Bare")).isFalse();
    }

    @Test
    void onlineAttachKnowsKeysOfEveryKind() {
        db.execute(
                "CREATE TABLE \"App data\".\"Times\" (at timestamptz) PARTITION BY RANGE (at)",
                "CREATE TABLE \"App data\".\"July\" (LIKE \"App data\".\"Times\")",
                "INSERT INTO \"App data\".\"July\" VALUES ('2026-06-30 22:00+00')",
                "CREATE TABLE \"App data\".\"Parts\" (id int) PARTITION BY HASH (id)",
                "CREATE TABLE \"App data\".\"Part0\" (LIKE \"App data\".\"Parts\")",
                "CREATE TABLE \"App data\".\"Regions\" (\"R\" text) PARTITION BY LIST (upper(\"R\"))",
                "CREATE TABLE \"App data\".\"Eu\" PARTITION OF \"App data\".\"Regions\" FOR VALUES IN ('EU', NULL)",
                "CREATE TABLE \"App data\".\"Us\" (LIKE \"App data\".\"Regions\")",
                "INSERT INTO \"App data\".\"Us\" VALUES ('us'), ('ca,')",
                "CREATE TABLE \"App data\".\"Rest\" (LIKE \"App data\".\"Regions\")",
                "INSERT INTO \"App data\".\"Rest\" VALUES ('x')");
        String online = "schemaName=\"App data\" online=\"true\" ";
        liquibase.update(outsideTransaction(
                "1",
                "<partition:attachRangePartition " + online
                        + "tableName=\"Times\" partitionName=\"July\" startRange=\"2026-07-01\" endRange=\"2026-08-01\" timeZone=\"Europe/Berlin\"/>"
                        + "<partition:attachHashPartition " + online
                        + "tableName=\"Parts\" partitionName=\"Part0\" modulus=\"2\" remainder=\"0\"/>"
                        + "<partition:attachListPartition " + online
                        + "tableName=\"Regions\" partitionName=\"Us\"><partition:value value=\"US\"/><partition:value value=\"CA,\"/></partition:attachListPartition>"
                        + "<partition:attachDefaultPartition " + online
                        + "tableName=\"Regions\" partitionName=\"Rest\"/>"));
        assertThat(partitions("Times")).containsExactly("July");
        assertThat(partitions("Parts")).containsExactly("Part0");
        assertThat(partitions("Regions")).containsExactly("Eu", "Rest", "Us");
        assertThat(db.queryLong(
                        "SELECT count(*) FROM pg_constraint WHERE contype = 'c' AND conname LIKE '%pgpartition%'"))
                .isZero();
    }

    @Test
    void onlineAttachOfATableThatNobodyKnowsIsRefused() {
        assertThatThrownBy(() -> liquibase.update(ATTACH.replace("Events", "Nothing")))
                .hasMessageContaining(
                        "Cannot attach partition \"App data\".\"Old\" online: the key of \"App data\".\"Nothing\" is not known, since"
                                + " it is not a partitioned table of the database, nor of an earlier changeset. Create it first, or"
                                + " leave online out.");
    }
}
