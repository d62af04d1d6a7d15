package io.github.pgpartition.flyway.migration;

import static io.github.pgpartition.model.PartitionStrategy.HASH;
import static io.github.pgpartition.model.PartitionStrategy.LIST;
import static io.github.pgpartition.model.PartitionStrategy.RANGE;

import io.github.pgpartition.model.BoundText;
import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.DefaultBounds;
import io.github.pgpartition.model.HashBounds;
import io.github.pgpartition.model.ListBounds;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.registry.RegistrySql;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.util.Arrays;
import java.util.List;

/**
 * What can be done to partitioned tables: the same as with the Liquibase changes of these names. Each call begins a {@link Step}, which ends
 * with {@link Step#execute()}.
 *
 * <p>Names are read as PostgreSQL reads them: {@code events}, {@code app.events}, {@code "App"."Events"}. Values of bounds are literals, but
 * for {@code MINVALUE}, {@code MAXVALUE} and {@code NULL} in upper case; text in single quotes is that text.
 */
public final class Partitions {

    private final MigrationSession session;

    private Partitions(MigrationSession session) {
        this.session = session;
    }

    public static Partitions in(MigrationContext context) {
        return new Partitions(new MigrationSession(context));
    }

    /** Refuses a step that was begun and not executed: it would be forgotten. */
    public void requireNothingOpen() {
        session.requireNothingOpen();
    }

    public CreateTableStep createRangePartitionedTable(String table) {
        return new CreateTableStep(session, RANGE, table);
    }

    public CreateTableStep createListPartitionedTable(String table) {
        return new CreateTableStep(session, LIST, table);
    }

    public CreateTableStep createHashPartitionedTable(String table) {
        return new CreateTableStep(session, HASH, table);
    }

    /** A partition for keys from {@code start}, inclusive, to {@code end}, exclusive. */
    public CreatePartitionStep createRangePartitionOf(String table, String start, String end) {
        return createRangePartitionOf(table, List.of(start), List.of(end));
    }

    /** The same for a key of several columns: a value for each, in the order of the key. */
    public CreatePartitionStep createRangePartitionOf(String table, List<String> start, List<String> end) {
        return new CreatePartitionStep(session, "createRangePartitionOf", table, range(start, end));
    }

    /** A partition for these values. Nothing is split or expanded. */
    public CreatePartitionStep createListPartitionOf(String table, String... values) {
        return new CreatePartitionStep(session, "createListPartitionOf", table, list(values));
    }

    public CreatePartitionStep createHashPartitionOf(String table, int modulus, int remainder) {
        return new CreatePartitionStep(session, "createHashPartitionOf", table, new HashBounds(modulus, remainder));
    }

    public CreatePartitionStep createDefaultPartitionOf(String table) {
        return new CreatePartitionStep(session, "createDefaultPartitionOf", table, new DefaultBounds());
    }

    /** Makes an existing table a partition. */
    public AttachStep attachRangePartition(String table, String partition, String start, String end) {
        return attachRangePartition(table, partition, List.of(start), List.of(end));
    }

    /** The same for a key of several columns: a value for each, in the order of the key. */
    public AttachStep attachRangePartition(String table, String partition, List<String> start, List<String> end) {
        return new AttachStep(session, "attachRangePartition", table, partition, range(start, end));
    }

    public AttachStep attachListPartition(String table, String partition, String... values) {
        return new AttachStep(session, "attachListPartition", table, partition, list(values));
    }

    public AttachStep attachHashPartition(String table, String partition, int modulus, int remainder) {
        return new AttachStep(session, "attachHashPartition", table, partition, new HashBounds(modulus, remainder));
    }

    public AttachStep attachDefaultPartition(String table, String partition) {
        return new AttachStep(session, "attachDefaultPartition", table, partition, new DefaultBounds());
    }

    /** Takes a partition out of its parent; the table and its rows stay. */
    public DetachStep detachPartition(String table, String partition) {
        return new DetachStep(session, table, partition);
    }

    /** Takes a partition out of its parent and drops it with its rows. Never CASCADE. */
    public DropStep dropPartition(String table, String partition) {
        return new DropStep(session, table, partition);
    }

    /** A stand-alone table with the columns of another, to be filled first and attached then. */
    public LikeStep createTableLike(String table, String newTable) {
        return new LikeStep(session, table, newTable);
    }

    /** One index on the table and on all its partitions. */
    public IndexStep addIndexOnAllPartitions(String table, String index) {
        return new IndexStep(session, table, index);
    }

    /**
     * Drops such an index, under ACCESS EXCLUSIVE on the table and all its partitions: for a moment, in an {@code OnlinePartitionMigration};
     * a transaction would keep it until its end, so it is refused there.
     */
    public Step dropIndexOnAllPartitions(String table, String index) {
        return PlainStep.of(session, "dropIndexOnAllPartitions(\"" + index + "\")", s -> {
            s.requireNoTransaction("drop index " + index, "from all partitions of " + table);
            String name = s.names().existing(table).sql();
            s.log().accept("drop index " + Identifier.parse(index).sql() + " from " + name + " and all its partitions");
            s.manager().dropIndexOnAllPartitions(name, Identifier.parse(index).sql());
        });
    }

    /** Declares how partitions of a table are made and retired, and makes those that are due. Retention is for maintenance. */
    public ManageStep managePartitions(PartitionPolicy policy) {
        return new ManageStep(session, policy);
    }

    /** Leaves a table alone from now on; its partitions stay. */
    public Step unmanagePartitions(String table) {
        return PlainStep.of(session, "unmanagePartitions(\"" + table + "\")", s -> {
            QualifiedName name = s.names().existing(table);
            s.log().accept(RegistrySql.unmanage(name).text());
            s.manager().unmanage(name.sql());
        });
    }

    private static PartitionBounds range(List<String> start, List<String> end) {
        return new RangeBounds(values(start), values(end));
    }

    private static PartitionBounds list(String... values) {
        return new ListBounds(values(Arrays.asList(values)));
    }

    private static List<BoundValue> values(List<String> texts) {
        return texts.stream().map(BoundText::value).toList();
    }
}
