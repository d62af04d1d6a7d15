package io.github.pgpartition.operation;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.ColumnProperties;
import io.github.pgpartition.model.DefaultBounds;
import io.github.pgpartition.model.Grant;
import io.github.pgpartition.model.Grant.Grantee;
import io.github.pgpartition.model.HashBounds;
import io.github.pgpartition.model.InheritedProperties;
import io.github.pgpartition.model.InheritedProperties.Publication;
import io.github.pgpartition.model.InheritedProperties.Statistics;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionStrategy;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.model.ReplicaIdentity;
import io.github.pgpartition.model.RowSecurity.Policy;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OperationsTest {

    private static final QualifiedName PARENT = QualifiedName.of("App data", "Events");
    private static final QualifiedName PART = QualifiedName.of("App data", "P1");
    private static final RangeBounds BOUNDS = RangeBounds.of("1", "2");

    /** Statements with the locks that they take: all that a dry run shows. */
    private static String print(Operation operation) {
        return operation.statements().stream()
                .map(s -> s.text()
                        + s.locks().stream().map(l -> "\n  " + l).collect(joining())
                        + (s.mayRunInTransaction() ? "" : "\n  outside a transaction"))
                .collect(joining("\n"));
    }

    @Test
    void createsPartitionInOneStatementWhereNobodyIs() {
        assertThat(print(CreatePartition.of(PARENT, PART, BOUNDS))).isEqualTo("""
                CREATE TABLE "App data"."P1" PARTITION OF "App data"."Events" FOR VALUES FROM ('1') TO ('2')
                  ACCESS EXCLUSIVE on "App data"."Events\"""");
        assertThat(new CreatePartition(
                                PARENT,
                                PART,
                                new DefaultBounds(),
                                PartitionKey.columns(PartitionStrategy.HASH, "Id", "b"),
                                Identifier.of("Fast"))
                        .sql())
                .isEqualTo(
                        "CREATE TABLE \"App data\".\"P1\" PARTITION OF \"App data\".\"Events\" DEFAULT PARTITION BY HASH"
                                + " (\"Id\", \"b\") TABLESPACE \"Fast\";");
    }

    @Test
    void createsPartitionOfLiveTableWithTheWeakestLocks() {
        assertThat(print(CreatePartitionOnline.of(PARENT, PART, BOUNDS))).isEqualTo("""
                CREATE TABLE "App data"."P1" (LIKE "App data"."Events" INCLUDING ALL EXCLUDING INDEXES EXCLUDING IDENTITY)
                  ACCESS SHARE on "App data"."Events"
                ALTER TABLE "App data"."Events" ATTACH PARTITION "App data"."P1" FOR VALUES FROM ('1') TO ('2')
                  ACCESS EXCLUSIVE on "App data"."P1"
                  SHARE UPDATE EXCLUSIVE on "App data"."Events\"""");
        assertThat(CreatePartitionOnline.of(PARENT, PART, BOUNDS).mayRunInTransaction())
                .isTrue();
        assertThat(new CreatePartitionOnline(
                                PARENT,
                                PART,
                                new HashBounds(2, 0),
                                PartitionKey.expression(PartitionStrategy.RANGE, "(at::date)"),
                                Identifier.of("fast"))
                        .statements()
                        .get(0)
                        .text())
                .endsWith(" PARTITION BY RANGE ((at::date)) TABLESPACE \"fast\"");
    }

    @Test
    void givesPartitionWhatItsTableHasBeforeItIsAttached() {
        Identifier id = Identifier.of("Id");
        InheritedProperties properties = new InheritedProperties.Builder()
                .owner(Identifier.of("App"))
                .grant(new Grant(List.of("INSERT", "SELECT"), null, List.of(Grantee.of("A b"), Grantee.PUBLIC), true))
                .grant(new Grant(List.of("UPDATE"), id, List.of(Grantee.of("c")), false))
                .storageParameter("toast.autovacuum_enabled", "false")
                .storageParameter("fillfactor", "7'0")
                .tablespace(Identifier.of("ssd"))
                .unlogged()
                .column(ColumnProperties.statistics(id, 5, Map.of("n_distinct", "-1")))
                .statistics(new Statistics(Identifier.of("s"), List.of("mcv"), "\"Id\", b", 9))
                .replicaIdentity(new ReplicaIdentity.NewIndex(false, "USING btree (\"Id\")"))
                .rowSecurity(true, true)
                .policy(new Policy(Identifier.of("p"), false, "SELECT", List.of(Grantee.PUBLIC), "true", null))
                .comment("it's")
                .publication(new Publication(Identifier.of("Pub"), List.of(id)))
                .build();
        CreatePartitionOnline create =
                CreatePartitionOnline.of(PARENT, PART, BOUNDS).withProperties(properties);
        assertThat(create.sql()).isEqualTo("""
                CREATE UNLOGGED TABLE "App data"."P1" (LIKE "App data"."Events" INCLUDING ALL EXCLUDING INDEXES EXCLUDING IDENTITY EXCLUDING STATISTICS) TABLESPACE "ssd";
                ALTER TABLE "App data"."P1" SET ("fillfactor" = '7''0', toast."autovacuum_enabled" = 'false');
                ALTER TABLE "App data"."P1" ALTER COLUMN "Id" SET STATISTICS 5, ALTER COLUMN "Id" SET ("n_distinct" = '-1');
                CREATE STATISTICS "App data"."P1_s" (mcv) ON "Id", b FROM "App data"."P1";
                ALTER STATISTICS "App data"."P1_s" SET STATISTICS 9;
                CREATE UNIQUE INDEX "P1_identity" ON "App data"."P1" USING btree ("Id");
                ALTER TABLE "App data"."P1" REPLICA IDENTITY USING INDEX "P1_identity";
                COMMENT ON TABLE "App data"."P1" IS 'it''s';
                CREATE POLICY "p" ON "App data"."P1" AS RESTRICTIVE FOR SELECT TO PUBLIC USING (true);
                ALTER TABLE "App data"."P1" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
                ALTER PUBLICATION "Pub" ADD TABLE ONLY "App data"."P1" ("Id");
                GRANT INSERT, SELECT ON TABLE "App data"."P1" TO "A b", PUBLIC WITH GRANT OPTION;
                GRANT UPDATE ("Id") ON TABLE "App data"."P1" TO "c";
                ALTER TABLE "App data"."P1" OWNER TO "App";
                ALTER TABLE "App data"."Events" ATTACH PARTITION "App data"."P1" FOR VALUES FROM ('1') TO ('2');""");
        assertThat(create.mayRunInTransaction()).isTrue();
        PartitionKey subKey = PartitionKey.columns(PartitionStrategy.HASH, "Id");
        assertThat(new CreatePartitionOnline(PARENT, PART, BOUNDS, subKey, Identifier.of("other"), null, properties)
                        .sql())
                .startsWith("CREATE TABLE ")
                .contains(" PARTITION BY HASH (\"Id\") TABLESPACE \"other\";", "OWNER TO")
                .doesNotContain("fillfactor", "PUBLICATION");
    }

    @Test
    void detachSaysItsLocksAndWhetherItMayStandInATransaction() {
        String detach = "ALTER TABLE \"App data\".\"Events\" DETACH PARTITION \"App data\".\"P1\"";
        String onPart = "\n  ACCESS EXCLUSIVE on \"App data\".\"P1\"";
        String weak = "\n  SHARE UPDATE EXCLUSIVE on \"App data\".\"Events\"" + onPart;
        assertThat(print(new DetachPartition(PARENT, PART, DetachMode.PLAIN)))
                .isEqualTo(detach + "\n  ACCESS EXCLUSIVE on \"App data\".\"Events\"" + onPart);
        assertThat(print(new DetachPartition(PARENT, PART, DetachMode.CONCURRENTLY)))
                .isEqualTo(detach + " CONCURRENTLY" + weak + "\n  outside a transaction");
        assertThat(print(new DetachPartition(PARENT, PART, DetachMode.FINALIZE)))
                .isEqualTo(detach + " FINALIZE" + weak);
    }

    @Test
    void dropIsDetachThenDropAndNeverCascades() {
        DropPartition drop = new DropPartition(PARENT, PART, DetachMode.CONCURRENTLY);
        assertThat(new DropPartition(PARENT, PART, DetachMode.PLAIN).sql()).isEqualTo("""
                ALTER TABLE "App data"."Events" DETACH PARTITION "App data"."P1";
                DROP TABLE "App data"."P1";""");
        assertThat(drop.mayRunInTransaction()).isFalse();
        assertThat(drop.steps())
                .containsExactly(
                        new NoteDrop(PARENT, PART),
                        new DetachPartition(PARENT, PART, DetachMode.CONCURRENTLY),
                        new DropNoted(PARENT, PART));
        assertThat(drop.sql()).doesNotContainIgnoringCase("cascade");
        assertThatThrownBy(() -> new DropPartition(PARENT, PART, DetachMode.FINALIZE))
                .hasMessage(
                        "Cannot drop partition \"App data\".\"P1\": FINALIZE only ends a detach that was interrupted."
                                + " Detach with FINALIZE first, then drop the table.");
    }

    @Test
    void createsPartitionedTable() {
        var builder = CreatePartitionedTable.of(PARENT, PartitionKey.columns(PartitionStrategy.RANGE, "At"))
                .column("Id", "bigint NOT NULL")
                .column("At", "timestamptz NOT NULL DEFAULT now()")
                .primaryKey("Id", "At");
        assertThat(print(builder.build())).isEqualTo("""
                CREATE TABLE "App data"."Events" (
                    "Id" bigint NOT NULL,
                    "At" timestamptz NOT NULL DEFAULT now(),
                    PRIMARY KEY ("Id", "At")
                ) PARTITION BY RANGE ("At")""");
        assertThat(builder.ifNotExists()
                        .tablespace(Identifier.of("fast"))
                        .build()
                        .sql())
                .startsWith("CREATE TABLE IF NOT EXISTS ")
                .endsWith(") PARTITION BY RANGE (\"At\") TABLESPACE \"fast\";");
        assertThatThrownBy(() -> CreatePartitionedTable.of(PARENT, PartitionKey.columns(PartitionStrategy.RANGE, "At"))
                        .build())
                .hasMessage("Cannot create partitioned table \"App data\".\"Events\": it has no column. Give it at"
                        + " least the columns of its partition key.");
    }

    @Test
    void commentsAndMovesAndDrops() {
        assertThat(print(new CommentOnTable(PART, "it's"))).isEqualTo("""
                COMMENT ON TABLE "App data"."P1" IS 'it''s'
                  SHARE UPDATE EXCLUSIVE on "App data"."P1\"""");
        assertThat(print(new MoveToSchema(PART, Identifier.of("Old")))).isEqualTo("""
                ALTER TABLE "App data"."P1" SET SCHEMA "Old"
                  ACCESS EXCLUSIVE on "App data"."P1\"""");
        assertThat(print(new DropTable(PART))).isEqualTo("""
                DROP TABLE "App data"."P1"
                  ACCESS EXCLUSIVE on "App data"."P1\"""");
    }

    /** What a block does is said, not shown. */
    private static String brief(Operation operation) {
        String all = print(operation);
        return all.startsWith("DO ")
                ? operation.describe() + all.substring(all.lastIndexOf("$pgpartition$") + 13)
                : all;
    }

    @Test
    void attachesOnlineBehindACheckThatGoesAgain() {
        var attach = new AttachPartitionOnline(PARENT, PART, BOUNDS, "(\"Id\" >= 1)");
        assertThat(attach.steps())
                .extracting(OperationsTest::brief)
                .containsExactly(
                        "ALTER TABLE \"App data\".\"P1\" DROP CONSTRAINT IF EXISTS \"P1_pgpartition_check\", ADD CONSTRAINT"
                                + " \"P1_pgpartition_check\" CHECK ((\"Id\" >= 1)) NOT VALID\n  ACCESS EXCLUSIVE on \"App data\".\"P1\"",
                        "ALTER TABLE \"App data\".\"P1\" VALIDATE CONSTRAINT \"P1_pgpartition_check\"\n"
                                + "  SHARE UPDATE EXCLUSIVE on \"App data\".\"P1\"",
                        "build the indexes of \"App data\".\"Events\" on \"App data\".\"P1\"\n  SHARE on \"App data\".\"P1\""
                                + "\n  ACCESS SHARE on \"App data\".\"Events\"",
                        "add the keys of \"App data\".\"Events\" to \"App data\".\"P1\"\n  ACCESS EXCLUSIVE on \"App data\".\"P1\""
                                + "\n  ACCESS SHARE on \"App data\".\"Events\"",
                        "add the foreign keys of \"App data\".\"Events\" to \"App data\".\"P1\"\n"
                                + "  SHARE ROW EXCLUSIVE on \"App data\".\"P1\""
                                + "\n  ACCESS SHARE on \"App data\".\"Events\"",
                        "validate the foreign keys of \"App data\".\"Events\" on \"App data\".\"P1\"\n"
                                + "  SHARE UPDATE EXCLUSIVE on \"App data\".\"P1\""
                                + "\n  ACCESS SHARE on \"App data\".\"Events\"",
                        "ALTER TABLE \"App data\".\"Events\" ATTACH PARTITION \"App data\".\"P1\" FOR VALUES FROM ('1') TO ('2')\n"
                                + "  ACCESS EXCLUSIVE on \"App data\".\"P1\"\n  SHARE UPDATE EXCLUSIVE on \"App data\".\"Events\"",
                        "keep what the attach to \"App data\".\"Events\" has needed on \"App data\".\"P1\"\n"
                                + "  SHARE UPDATE EXCLUSIVE on \"App data\".\"P1\""
                                + "\n  ACCESS SHARE on \"App data\".\"Events\"",
                        "ALTER TABLE \"App data\".\"P1\" DROP CONSTRAINT IF EXISTS \"P1_pgpartition_check\"\n"
                                + "  ACCESS EXCLUSIVE on \"App data\".\"P1\"");
        assertThat(attach.mayRunInTransaction()).isFalse();
        assertThat(attach.steps()).allMatch(Operation::mayRunInTransaction);
    }

    @ParameterizedTest
    @EnumSource(DetachMode.class)
    void describesItself(DetachMode mode) {
        assertThat(new DetachPartition(PARENT, PART, mode).describe())
                .isEqualTo("detach partition \"App data\".\"P1\" from \"App data\".\"Events\"");
        assertThat(CreatePartitionOnline.of(PARENT, PART, BOUNDS).describe())
                .isEqualTo(CreatePartition.of(PARENT, PART, BOUNDS).describe())
                .isEqualTo("create partition \"App data\".\"P1\" of \"App data\".\"Events\"");
        assertThat(new DropTable(PART).describe()).isEqualTo("drop table \"App data\".\"P1\"");
    }

    @Test
    void tableIsNoPartitionOfItself() {
        assertThatThrownBy(() -> new AttachPartition(PARENT, PARENT, BOUNDS))
                .isInstanceOf(PartitioningException.class)
                .hasMessage(
                        "Cannot make \"App data\".\"Events\" a partition or a copy of itself: both have the same name."
                                + " Give the new table a name of its own.");
    }
}
