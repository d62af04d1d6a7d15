package io.github.pgpartition.flyway.client;

import io.github.pgpartition.flyway.OnlinePartitionMigration;
import io.github.pgpartition.flyway.PartitionMigration;
import io.github.pgpartition.model.PartitionStrategy;
import io.github.pgpartition.policy.PartitionPolicy;
import java.sql.Statement;
import java.util.Arrays;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;

/** Java migrations of a user. */
@SuppressWarnings({"ClassNamingConvention", "NewClassNamingConvention", "checkstyle:TypeName"})
public final class Migrations {

    /** Of {@link V9__Checked}. */
    static @Nullable Integer checksum;

    private Migrations() {}

    /** @param names of the classes below, with + between */
    static JavaMigration[] of(String names) {
        return Arrays.stream(names.split("\\+", -1)).map(Migrations::make).toArray(JavaMigration[]::new);
    }

    private static JavaMigration make(String name) {
        try {
            return Class.forName(Migrations.class.getName() + "$" + name)
                    .asSubclass(JavaMigration.class)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    /** Tables of each kind with partitions of each kind. */
    public static final class V1__Tables extends PartitionMigration {
        @Override
        protected void migrate() {
            partitions()
                    .createRangePartitionedTable("events")
                    .column("id", "bigint NOT NULL")
                    .column("created_at", "timestamptz NOT NULL")
                    .constraint("CHECK (id > 0)")
                    .primaryKey("id", "created_at")
                    .partitionKey("created_at")
                    .remarks("What happened")
                    .execute();
            partitions()
                    .createRangePartitionOf("events", "2026-01-01", "2026-02-01")
                    .partitionName("events_2026_01")
                    .execute();
            partitions()
                    .createRangePartitionOf("events", "2026-03-01", "2026-04-01")
                    .timeZone("Europe/Berlin")
                    .execute();
            partitions().createDefaultPartitionOf("events").execute();
            partitions()
                    .createListPartitionedTable("\"Regions\"")
                    .column("region", "text")
                    .partitionKey("region")
                    .execute();
            partitions()
                    .createListPartitionOf("\"Regions\"", "eu", "a,b", "NULL")
                    .partitionName("eu")
                    .partitionedBy(PartitionStrategy.HASH, "region")
                    .execute();
            partitions().createHashPartitionOf("eu", 1, 0).partitionName("eu_0").execute();
            partitions()
                    .createHashPartitionedTable("buckets")
                    .column("id", "bigint")
                    .column("name", "text")
                    .partitionKey("id")
                    .primaryKey("name")
                    .template()
                    .execute();
            partitions()
                    .createHashPartitionOf("buckets", 1, 0)
                    .partitionName("buckets_0")
                    .execute();
        }
    }

    /** What can be done to them in a transaction, between SQL of one's own. */
    public static final class V2__Changes extends PartitionMigration {
        @Override
        protected void migrate() throws Exception {
            partitions()
                    .createTableLike("events", "events_old")
                    .excluding("INDEXES")
                    .execute();
            try (Statement statement = connection().createStatement()) {
                statement.execute("INSERT INTO events_old VALUES (1, '2025-06-01Z')");
            }
            partitions()
                    .attachRangePartition("events", "events_old", "2025-01-01", "2026-01-01")
                    .execute();
            partitions().detachPartition("events", "events_2026_01").execute();
            partitions().dropPartition("events", "events_default").execute();
            partitions()
                    .addIndexOnAllPartitions("events", "events_created")
                    .columns("created_at")
                    .concurrently(false)
                    .execute();
        }
    }

    /** A policy, and the partitions that it wants. */
    public static final class V3__Managed extends PartitionMigration {
        @Override
        protected void migrate() {
            partitions()
                    .managePartitions(PartitionPolicy.of("events", "1 day")
                            .premake(2)
                            .retention("1 day")
                            .build())
                    .execute();
        }
    }

    /** What takes it back. */
    public static final class V4__Unmanaged extends PartitionMigration {
        @Override
        protected void migrate() {
            partitions().unmanagePartitions("events").execute();
        }
    }

    /** With a checksum of its own. */
    public static final class V9__Checked extends PartitionMigration {
        @Override
        protected void migrate() {}

        @Override
        public @Nullable Integer getChecksum() {
            return checksum;
        }
    }

    /** What takes no lock that readers or writers wait for. */
    public static final class V10__Online extends OnlinePartitionMigration {
        @Override
        protected void migrate() {
            partitions()
                    .createRangePartitionOf("events", "2027-01-01", "2027-02-01")
                    .partitionName("events_2027_01")
                    .online()
                    .execute();
            partitions()
                    .attachRangePartition("events", "events_2026_01", "2026-01-01", "2026-02-01")
                    .online()
                    .execute();
            partitions().detachPartition("events", "events_old").concurrently().execute();
            partitions()
                    .dropPartition("events", "events_2027_01")
                    .concurrently()
                    .execute();
            partitions().dropIndexOnAllPartitions("events", "events_created").execute();
        }
    }

    /** An index that is built on two connections, which both have to find the schema. */
    public static final class V11__Index extends OnlinePartitionMigration {
        @Override
        protected void migrate() {
            partitions()
                    .addIndexOnAllPartitions("events", "events_id")
                    .columns("id")
                    .where("id > 0")
                    .inThreads(2)
                    .execute();
        }
    }

    /** Something first, then what cannot be done in a transaction. */
    public static final class V20__Refused extends PartitionMigration {
        @Override
        protected void migrate() {
            partitions().createTableLike("events", "made_before").execute();
            partitions().detachPartition("events", "events_old").concurrently().execute();
        }
    }

    /** What would lock a table and all its partitions until the transaction ends. */
    public static final class V24__DropIndex extends PartitionMigration {
        @Override
        protected void migrate() {
            partitions().dropIndexOnAllPartitions("events", "events_created").execute();
        }
    }

    /** A step without its end. */
    public static final class V21__Forgotten extends PartitionMigration {
        @Override
        protected void migrate() {
            partitions().createTableLike("events", "made_before").execute();
            partitions().dropPartition("events", "events_old");
        }
    }

    /** A step that has to wait for whoever reads the table. */
    public static final class V22__Waits extends PartitionMigration {
        @Override
        protected void migrate() {
            partitions().detachPartition("events", "events_2026_01").execute();
        }
    }

    /** A primary key that the table cannot have. */
    public static final class V23__Key extends PartitionMigration {
        @Override
        protected void migrate() {
            partitions()
                    .createRangePartitionedTable("app.logs")
                    .column("id", "bigint")
                    .column("at", "date")
                    .primaryKey("id")
                    .partitionKey("at")
                    .execute();
        }
    }
}
