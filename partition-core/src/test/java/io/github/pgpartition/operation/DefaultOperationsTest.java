package io.github.pgpartition.operation;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.DefaultBounds;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefaultOperationsTest {

    private static final QualifiedName PARENT = QualifiedName.of("app", "Events");
    private static final QualifiedName PART = QualifiedName.of("app", "P1");
    private static final QualifiedName DEFAULT = QualifiedName.of("app", "D");
    private static final RangeBounds BOUNDS = RangeBounds.of("1", "2");
    private static final Operation CREATE =
            CreatePartitionOnline.of(PARENT, PART, BOUNDS).beside(DEFAULT);

    private static String print(Operation operation) {
        return operation.statements().stream()
                .map(s -> s.text() + s.locks().stream().map(l -> "\n  " + l).collect(joining()))
                .collect(joining("\n"));
    }

    @Test
    void creationTellsTheLockOnADefaultPartitionThatIsKnown() {
        assertThat(print(CREATE)).endsWith("""
                ALTER TABLE "app"."Events" ATTACH PARTITION "app"."P1" FOR VALUES FROM ('1') TO ('2')
                  ACCESS EXCLUSIVE on "app"."P1"
                  ACCESS EXCLUSIVE on "app"."D"
                  SHARE UPDATE EXCLUSIVE on "app"."Events\"""");
    }

    @Test
    void movesRowsBetweenCreationAndAttach() {
        var move = new RowMove(
                DEFAULT,
                List.of(Identifier.of("Id"), Identifier.of("at")),
                List.of(new RowTrigger(Identifier.of("T"), false), new RowTrigger(Identifier.of("u"), true)),
                "\"Id\" >= 1");
        var operation = new CreatePartitionFromDefault(PARENT, PART, CREATE, move);
        assertThat(print(operation)).isEqualTo("""
                LOCK TABLE ONLY "app"."Events" IN ACCESS EXCLUSIVE MODE
                  ACCESS EXCLUSIVE on "app"."Events"
                LOCK TABLE ONLY "app"."D" IN ACCESS EXCLUSIVE MODE
                  ACCESS EXCLUSIVE on "app"."D"
                CREATE TABLE "app"."P1" (LIKE "app"."Events" INCLUDING ALL EXCLUDING INDEXES EXCLUDING IDENTITY)
                  ACCESS SHARE on "app"."Events"
                ALTER TABLE "app"."D" DISABLE TRIGGER "T"
                  ACCESS EXCLUSIVE on "app"."D"
                ALTER TABLE "app"."D" DISABLE TRIGGER "u"
                  ACCESS EXCLUSIVE on "app"."D"
                WITH moved AS (DELETE FROM ONLY "app"."D" WHERE "Id" >= 1 RETURNING "Id", "at") INSERT INTO "app"."P1" ("Id", "at") OVERRIDING SYSTEM VALUE SELECT "Id", "at" FROM moved
                  ROW EXCLUSIVE on "app"."D"
                ALTER TABLE "app"."Events" ATTACH PARTITION "app"."P1" FOR VALUES FROM ('1') TO ('2')
                  ACCESS EXCLUSIVE on "app"."P1"
                  ACCESS EXCLUSIVE on "app"."D"
                  SHARE UPDATE EXCLUSIVE on "app"."Events"
                ALTER TABLE "app"."D" ENABLE TRIGGER "T"
                  ACCESS EXCLUSIVE on "app"."D"
                ALTER TABLE "app"."D" ENABLE ALWAYS TRIGGER "u"
                  ACCESS EXCLUSIVE on "app"."D\"""");
        assertThat(operation.mayRunInTransaction()).isTrue();
        assertThat(operation.describe())
                .isEqualTo("create partition \"app\".\"P1\" of \"app\".\"Events\" with rows of \"app\".\"D\"");
        assertThatThrownBy(() -> new RowMove(DEFAULT, List.of(), List.of(), "true"))
                .isInstanceOf(PartitioningException.class)
                .hasMessage("Cannot move rows of \"app\".\"D\": it has no column to be written. Move them by hand.");
    }

    @Test
    void guardGoesInTheTransactionOfTheAttach() {
        var operation = new CreatePartitionGuarded(CREATE, GuardDefault.of(DEFAULT, "NOT (true)"));
        assertThat(operation.mayRunInTransaction()).isFalse();
        assertThat(operation.steps()).hasSize(3).allMatch(Operation::mayRunInTransaction);
        assertThat(operation.sql()).isEqualTo("""
                ALTER TABLE "app"."D" ADD CONSTRAINT "D_pgpartition_guard" CHECK (NOT (true)) NOT VALID;
                COMMENT ON CONSTRAINT "D_pgpartition_guard" ON "app"."D" IS 'pgpartition guard: there for a moment, so that ATTACH need not scan; the next pass removes one that was left';
                ALTER TABLE "app"."D" VALIDATE CONSTRAINT "D_pgpartition_guard";
                CREATE TABLE "app"."P1" (LIKE "app"."Events" INCLUDING ALL EXCLUDING INDEXES EXCLUDING IDENTITY);
                ALTER TABLE "app"."Events" ATTACH PARTITION "app"."P1" FOR VALUES FROM ('1') TO ('2');
                ALTER TABLE "app"."D" DROP CONSTRAINT "D_pgpartition_guard";""");
        assertThat(operation.cleanup().orElseThrow().sql())
                .isEqualTo("ALTER TABLE \"app\".\"D\" DROP CONSTRAINT IF EXISTS \"D_pgpartition_guard\";");
    }

    @Test
    void promotionSwapsInOneTransaction() {
        Operation fresh = CreatePartitionOnline.of(PARENT, DEFAULT, new DefaultBounds());
        var operation =
                new PromoteDefault(new SwapDefault(PARENT, PART, BOUNDS, GuardDefault.of(DEFAULT, "true"), fresh));
        assertThat(operation.steps()).hasSize(3).allMatch(Operation::mayRunInTransaction);
        assertThat(operation.mayRunInTransaction()).isFalse();
        assertThat(operation.steps().get(2).sql()).isEqualTo("""
                LOCK TABLE ONLY "app"."Events" IN ACCESS EXCLUSIVE MODE;
                ALTER TABLE "app"."Events" DETACH PARTITION "app"."D";
                ALTER TABLE "app"."D" RENAME TO "P1";
                ALTER TABLE "app"."Events" ATTACH PARTITION "app"."P1" FOR VALUES FROM ('1') TO ('2');
                ALTER TABLE "app"."P1" DROP CONSTRAINT "D_pgpartition_guard";
                CREATE TABLE "app"."D" (LIKE "app"."Events" INCLUDING ALL EXCLUDING INDEXES EXCLUDING IDENTITY);
                ALTER TABLE "app"."Events" ATTACH PARTITION "app"."D" DEFAULT;""");
        assertThat(operation.describe())
                .isEqualTo("make DEFAULT partition \"app\".\"D\" partition \"app\".\"P1\" of \"app\".\"Events\"");
    }

    @Test
    void removalLooksAgainUnderTheLock() {
        assertThat(new RemoveDefault(PARENT, DEFAULT).sql()).isEqualTo("""
                LOCK TABLE ONLY "app"."Events" IN ACCESS EXCLUSIVE MODE;
                LOCK TABLE ONLY "app"."D" IN ACCESS EXCLUSIVE MODE;
                DO $pgpartition$
                BEGIN
                    IF EXISTS (SELECT FROM "app"."D") THEN
                        RAISE EXCEPTION USING MESSAGE = 'DEFAULT partition "app"."D" is not empty any more', ERRCODE = 'object_not_in_prerequisite_state';
                    END IF;
                END
                $pgpartition$;
                ALTER TABLE "app"."Events" DETACH PARTITION "app"."D";
                DROP TABLE "app"."D";""");
        assertThat(new RemoveDefault(PARENT, QualifiedName.of("x$pgpartition$"))
                        .statements()
                        .get(2)
                        .text())
                .startsWith("DO '\nBEGIN");
    }
}
