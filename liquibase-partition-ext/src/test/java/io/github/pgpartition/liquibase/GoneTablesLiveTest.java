package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.PartitionManager;
import org.junit.jupiter.api.Test;

/** Rollbacks of what has gone meanwhile, and tables that are there already. */
class GoneTablesLiveTest extends PartitionsFixture {

    private static final String TABLE = changeSet("table", """
            <partition:createRangePartitionedTable @ partitionKey="At">
                <column name="At" type="timestamptz"><constraints nullable="false"/></column>
            </partition:createRangePartitionedTable>
            """);

    private static final String OLD = "startRange=\"2020-01-01\" endRange=\"2020-02-01\"";

    @Test
    void partitionThatRetentionHasDroppedIsNoObstacleToRollback() {
        String all = TABLE
                + changeSet("create", "<partition:createRangePartitionOf @ partitionName=\"Old\" " + OLD + "/>")
                + changeSet("like", "<partition:createTableLike @ newTableName=\"Older\"/>")
                + changeSet(
                        "attach",
                        "<partition:attachRangePartition @ partitionName=\"Older\" " + OLD.replace("2020", "2019")
                                + "/>")
                + changeSet("manage", "<partition:managePartitions @ interval=\"1 month\" retention=\"3 months\"/>");
        liquibase.update(all);
        PartitionManager manager = PartitionManager.builder(db.dataSource()).build();
        assertThat(manager.maintain().dropped()).hasSize(2);
        assertThat(exists("Old") || exists("Older")).isFalse();
        liquibase.rollbackCount(all, 5);
        assertThat(exists("Events")).isFalse();
    }

    @Test
    void partitionThatWasDetachedIsNotDroppedByItsName() {
        String all =
                TABLE + changeSet("create", "<partition:createRangePartitionOf @ partitionName=\"Old\" " + OLD + "/>");
        liquibase.update(all);
        db.execute("ALTER TABLE \"App data\".\"Events\" DETACH PARTITION \"App data\".\"Old\"");
        assertThatThrownBy(() -> liquibase.rollbackCount(all, 1))
                .hasMessageContaining(
                        "Cannot roll back the creation of partition \"App data\".\"Old\" of \"App data\".\"Events\": it was"
                                + " detached since then. Roll back what took it away first; or drop it, or"
                                + " rename it, and then roll back.");
        assertThat(exists("Old")).isTrue();
    }

    @Test
    void existingTableIsTakenWhereItIsPartitionedAsAskedFor() {
        db.execute("CREATE TABLE \"App data\".\"Events\" (\"At\" timestamptz NOT NULL) PARTITION BY RANGE (\"At\")");
        liquibase.update(TABLE.replace("partitionKey", "ifNotExists=\"true\" partitionKey"));
        assertThat(partitions("Events")).isEmpty();
    }

    @Test
    void existingTableWithAnotherKeyIsNotTaken() {
        String ifNotExists = TABLE.replace("partitionKey", "ifNotExists=\"true\" partitionKey");
        db.execute("CREATE TABLE \"App data\".\"Events\" (\"Region\" text) PARTITION BY LIST (\"Region\")");
        assertThatThrownBy(() -> liquibase.update(ifNotExists))
                .rootCause()
                .hasMessageStartingWith(
                        "ERROR: Cannot create \"App data\".\"Events\" PARTITION BY RANGE (\"At\"): there is a relation of that name,"
                                + " which is PARTITION BY LIST (\"Region\")\n"
                                + "  Hint: Rename what is there, or correct the partition key of the change");
        db.execute("DROP TABLE \"App data\".\"Events\"", "CREATE TABLE \"App data\".\"Events\" (\"At\" timestamptz)");
        assertThatThrownBy(() -> liquibase.update(ifNotExists))
                .rootCause()
                .hasMessageContaining("there is a relation of that name, which is not partitioned");
    }
}
