package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.catalog.CatalogReader;
import io.github.pgpartition.catalog.KeyComparisons;
import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.execution.OperationRunner;
import io.github.pgpartition.model.BoundsCondition;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionStrategy;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.operation.AttachPartitionOnline;
import io.github.pgpartition.operation.CreatePartition;
import io.github.pgpartition.operation.CreatePartitionOnline;
import io.github.pgpartition.operation.CreateTemplate;
import io.github.pgpartition.operation.DetachMode;
import io.github.pgpartition.operation.DetachPartition;
import io.github.pgpartition.operation.DropDetachCheck;
import io.github.pgpartition.operation.DropPartition;
import io.github.pgpartition.operation.DropTemplate;
import io.github.pgpartition.operation.IndexDefinition;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.operation.RequireExtension;
import io.github.pgpartition.operation.RequirePartitionedBy;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.RetentionAction;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Role;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that we send calls operators of a schema that happens to come first in the {@code search_path}. */
class HostileSearchPathTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private static Role victim;

    private final EventsFixture events = new EventsFixture(db);

    @BeforeAll
    static void makeSchema() {
        victim = HostileSchema.role(db);
    }

    @BeforeEach
    void makeTables() {
        db.execute("DROP SCHEMA IF EXISTS \"App data\", pgpartition CASCADE");
        victim.execute("CREATE SCHEMA \"App data\"", table("Events", "timestamptz", "RANGE (\"At\")"));
    }

    @AfterEach
    void nothingWasMadeFromHostileOperators() {
        assertThat(HostileSchema.dependents(db)).isEmpty();
    }

    private static String table(String name, String type, String key) {
        return "CREATE TABLE \"App data\".\"" + name + "\" (\"Id\" bigint NOT NULL, \"At\" " + type + ") PARTITION BY "
                + key;
    }

    private static QualifiedName name(String name) {
        return QualifiedName.of("App data", name);
    }

    private static PartitionManager manager() {
        return EventsFixture.settings(PartitionManager.builder(victim.dataSource()))
                .build();
    }

    private static boolean run(Operation operation) {
        return victim.run("run it", connection -> new OperationRunner(connection, LockPolicy.DEFAULT).run(operation));
    }

    private static PartitionBounds bounds(String definition) {
        victim.execute("CREATE TABLE \"App data\".\"Probe\" PARTITION OF " + EVENTS + " " + definition);
        PartitionBounds bounds = read().partitions().get(0).bounds();
        victim.execute("DROP TABLE \"App data\".\"Probe\"");
        return bounds;
    }

    private static PartitionedTable read() {
        return victim.run(
                "read it",
                connection ->
                        new CatalogReader(connection).table(name("Events")).orElseThrow());
    }

    @Test
    void schemaIsHostile() {
        assertThatThrownBy(() -> victim.queryLong("SELECT count(*) FROM pg_class WHERE oid = 'pg_class'::regclass"))
                .hasMessageContaining("permission denied for function f");
        assertThatThrownBy(() ->
                        victim.queryLong("SELECT count(*) FROM pg_class WHERE oid = 0::oid AND relname = 'x'::varchar"))
                .hasMessageContaining("permission denied for function f");
        victim.execute("CREATE VIEW \"App data\".\"Seen\" AS SELECT FROM pg_class WHERE oid = 'pg_class'::regclass");
        assertThat(HostileSchema.dependents(db)).isNotEmpty();
        victim.execute("DROP VIEW \"App data\".\"Seen\"");
    }

    @ParameterizedTest
    @EnumSource(RetentionAction.class)
    void passesCreateAndRetire(RetentionAction action) {
        victim.execute("CREATE TABLE \"App data\".\"Old\" PARTITION OF " + EVENTS
                + " FOR VALUES FROM ('2026-03-01 00:00+00') TO ('2026-03-02 00:00+00')");
        PartitionPolicy.Builder policy = policy().retention("2 days").retentionAction(action);
        if (action == RetentionAction.ARCHIVE) {
            victim.execute("CREATE SCHEMA IF NOT EXISTS archive");
            policy.retentionSchema("archive");
        }
        manager().manage(policy.build());
        assertThat(manager().plan().isEmpty()).isFalse();
        assertThat(manager().maintain().failures()).isEmpty();
        assertThat(read().partitions()).hasSize(2);
        assertThat(manager().status()).hasSize(1);
        assertThat(victim.queryLong("SELECT count(*) FROM pgpartition.partitions"))
                .isEqualTo(2);
        manager().unmanage(EVENTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"varchar(20)", "text", "char(4)"})
    void highestKeyOfATenantIsFound(String type) {
        victim.execute("CREATE TABLE \"App data\".\"Tenants\" (\"Tenant\" " + type + ", \"Nr\" bigint)"
                + " PARTITION BY RANGE (\"Tenant\", \"Nr\")");
        manager()
                .manage(PartitionPolicy.of("\"App data\".\"Tenants\"", "10")
                        .premake(1)
                        .tenantColumn("\"Tenant\"")
                        .build());
        manager().addTenant("\"App data\".\"Tenants\"", "acme");
        victim.execute("INSERT INTO \"App data\".\"Tenants\" VALUES ('acme', 15)");
        assertThat(manager().maintain().created()).hasSize(1);
    }

    @Test
    void passEndsADetachThatIsPendingAndTellsWhoIsInTheWay() {
        victim.execute("CREATE TABLE \"App data\".\"Old\" PARTITION OF " + EVENTS
                + " FOR VALUES FROM ('2026-03-01 00:00+00') TO ('2026-03-02 00:00+00')");
        manager().manage(policy().retention("2 days").build());
        try (var reader = victim.session("BEGIN", "SELECT count(*) FROM " + EVENTS)) {
            assertThat(manager().maintain().deferred())
                    .anySatisfy(step -> assertThat(step.toString()).contains("pid " + reader.pid()));
        }
        assertThat(manager().maintain().dropped()).containsExactly(name("Old"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        # type    | interval | encoding
        bigint    | 400      |
        bigint    | 1 day    | epoch_ms
        uuid      | 1 day    | uuidv7
        text      | 1 day    | ulid
        date      | 1 day    |
        """)
    void passesReadKeysOfEveryKind(String type, String interval, String encoding) {
        victim.execute("DROP TABLE " + EVENTS, table("Events", type, "RANGE (\"At\")"));
        if (interval.equals("400")) {
            victim.execute(
                    "CREATE TABLE \"App data\".\"First\" PARTITION OF " + EVENTS + " FOR VALUES FROM (0) TO (400)",
                    "INSERT INTO " + EVENTS + " VALUES (1, 399)");
        }
        manager()
                .manage(PartitionPolicy.of(EVENTS, interval)
                        .premake(2)
                        .keyEncoding(encoding == null ? "" : encoding)
                        .build());
        assertThat(manager().maintain().failures()).isEmpty();
        assertThat(manager().maintain().created()).isEmpty();
        assertThat(manager().status()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        varchar     | RANGE ("At")                         | FROM ('a') TO ('m')   | b  | z
        varchar     | RANGE ("At" COLLATE "C")             | FROM ('a') TO ('m')   | b  | z
        text        | RANGE ("At" text_pattern_ops)        | FROM ('a') TO ('m')   | b  | z
        varchar     | RANGE (lower("At"))                  | FROM ('a') TO ('m')   | b  | z
        date        | RANGE ("At")                         | FROM ('2026-01-01') TO ('2026-02-01') | 2026-01-02 | 2027-01-01
        varchar     | LIST ("At")                          | IN ('a', 'm"\\')      | a  | z
        varchar     | LIST ("At" COLLATE "C")              | IN ('a', NULL)        | a  | z
        bpchar      | LIST ("At")                          | IN ('a')              | a  | z
        bool        | LIST ("At")                          | IN (true, NULL)       | t  | f
        int         | LIST ("At")                          | IN (1, 2, 3)          | 1  | 4
        """)
    void onlineAttachComparesWithTheOperatorsOfTheKey(String type, String key, String values, String in, String out) {
        victim.execute(
                "DROP TABLE " + EVENTS,
                table("Events", type, key),
                "CREATE TABLE \"App data\".\"New\" (LIKE " + EVENTS + ")",
                "INSERT INTO \"App data\".\"New\" VALUES (1, '" + in + "')");
        PartitionBounds bounds = bounds("FOR VALUES " + values);
        victim.execute(
                "CREATE TABLE \"App data\".\"Cust\" (id bigint PRIMARY KEY)",
                "INSERT INTO \"App data\".\"Cust\" VALUES (1), (2)",
                "ALTER TABLE " + EVENTS + " ADD FOREIGN KEY (\"Id\") REFERENCES \"App data\".\"Cust\"",
                "CREATE INDEX ON " + EVENTS + " (\"Id\") WHERE \"Id\" > 0");
        assertThat(run(attach(bounds))).isTrue();
        assertThat(run(attach(bounds))).isFalse();
        run(new DetachPartition(name("Events"), name("New"), DetachMode.PLAIN));
        victim.execute("INSERT INTO \"App data\".\"New\" VALUES (2, '" + out + "')");
        assertThatThrownBy(() -> run(attach(bounds))).hasMessageContaining("1 row does not meet its bounds");
    }

    private static AttachPartitionOnline attach(PartitionBounds bounds) {
        PartitionedTable table = read();
        List<PartitionBounds> siblings = table.partitions().stream()
                .filter(p -> !p.name().equals(name("New")))
                .map(Partition::bounds)
                .toList();
        var parts = victim.run("read", connection -> KeyComparisons.read(connection, table));
        String condition = new BoundsCondition(table.key().strategy(), parts, table.name()).of(bounds, siblings);
        return new AttachPartitionOnline(table.name(), name("New"), bounds, condition);
    }

    @Test
    void onlineAttachToAHashKeyAndOfADefaultPartition() {
        victim.execute(
                table("Hashes", "varchar", "HASH (\"Id\")"), "CREATE TABLE \"App data\".\"New\" (LIKE " + EVENTS + ")");
        run(attach(bounds("DEFAULT")));
        victim.execute(
                "DROP TABLE " + EVENTS,
                table("Events", "varchar", "HASH (\"Id\")"),
                "CREATE TABLE \"App data\".\"New\" (LIKE " + EVENTS + ")");
        assertThat(run(attach(bounds("FOR VALUES WITH (MODULUS 2, REMAINDER 0)"))))
                .isTrue();
    }

    @Test
    void operationsAndTheirRepetition() {
        PartitionKey byTime = PartitionKey.columns(PartitionStrategy.RANGE, "At");
        PartitionBounds march = bounds("FOR VALUES FROM ('2026-03-01 00:00+00') TO ('2026-04-01 00:00+00')");
        PartitionBounds april = bounds("FOR VALUES FROM ('2026-04-01 00:00+00') TO ('2026-05-01 00:00+00')");
        QualifiedName parent = name("Events");
        QualifiedName template = CreateTemplate.of(parent);
        victim.execute("CREATE TABLE \"App data\".\"Cust\" (id bigint PRIMARY KEY)");
        run(new RequirePartitionedBy(parent, byTime));
        run(new RequireExtension(Identifier.of("plpgsql"), "test"));
        run(new CreateTemplate(parent, List.of(Identifier.of("Id")), true));
        run(new CreateTemplate(parent, List.of(Identifier.of("Id")), true));
        victim.execute(
                "CREATE INDEX ON " + template.sql() + " (\"At\")",
                "ALTER TABLE " + template.sql() + " ADD FOREIGN KEY (\"Id\") REFERENCES \"App data\".\"Cust\"");
        run(new CreatePartition(parent, name("March"), march, null, null, template));
        var online = new CreatePartitionOnline(parent, name("April"), april, null, null, template);
        assertThat(run(online)).isTrue();
        assertThat(run(online)).isFalse();
        assertThat(db.queryLong("SELECT count(*) FROM pg_index WHERE indrelid = '\"App data\".\"April\"'::regclass"))
                .isEqualTo(2);
        var detach = new DetachPartition(parent, name("March"), DetachMode.CONCURRENTLY, march);
        assertThat(run(detach)).isTrue();
        assertThat(run(detach)).isFalse();
        run(new DropDetachCheck(name("March")));
        assertThat(run(new DropPartition(parent, name("April"), DetachMode.CONCURRENTLY)))
                .isTrue();
        run(new DropTemplate(parent));
        assertThat(events.exists(template)).isFalse();
        assertThat(events.exists(name("April"))).isFalse();
    }

    @Test
    void operationTellsWhoIsInTheWay() {
        PartitionBounds march = bounds("FOR VALUES FROM ('2026-03-01 00:00+00') TO ('2026-04-01 00:00+00')");
        run(CreatePartition.of(name("Events"), name("March"), march));
        try (var reader = victim.session("BEGIN", "SELECT count(*) FROM " + EVENTS)) {
            assertThatThrownBy(() -> victim.run(
                            "drop",
                            connection -> new OperationRunner(connection, new LockPolicy(Duration.ofMillis(50), 1))
                                    .run(new DropPartition(name("Events"), name("March"), DetachMode.PLAIN))))
                    .hasMessageContaining("pid " + reader.pid());
        }
    }

    @Test
    void indexesAreBuiltAgainAndDropped() {
        manager().manage(policy().build());
        manager().maintain();
        IndexDefinition index = IndexDefinition.builder("Events_at")
                .columns("At")
                .where("\"Id\" > 0")
                .build();
        assertThat(manager().addIndexOnAllPartitions(EVENTS, index, 2).toString())
                .isNotEmpty();
        manager().addIndexOnAllPartitions(EVENTS, index, 2);
        assertThat(db.queryLong(
                        "SELECT count(*) FROM pg_index WHERE indisvalid AND indrelid = '" + EVENTS + "'::regclass"))
                .isEqualTo(1);
        manager().dropIndexOnAllPartitions(EVENTS, "\"Events_at\"");
    }
}
