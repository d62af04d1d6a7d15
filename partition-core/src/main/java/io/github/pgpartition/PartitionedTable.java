package io.github.pgpartition;

import static java.time.ZoneOffset.UTC;

import io.github.pgpartition.catalog.AncestryLookup;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.key.KeyCondition;
import io.github.pgpartition.key.KeyConditions;
import io.github.pgpartition.key.KeyParts;
import io.github.pgpartition.model.BoundZone;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.operation.CreatePartitionOnline;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.Md5;
import io.github.pgpartition.sql.QualifiedName;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A table as an application works with it: its place in a tree, its partitions, its key. Made by {@link PartitionManager#table}; thread-safe
 * as its manager is.
 *
 * <p>Each call reads the catalog anew, unless it is {@link #cached}. A time without an offset is meant in UTC, whatever the zone of the
 * session or the JVM. A key of several parts is a {@link List} of values, in the order of the key.
 */
public final class PartitionedTable {

    private static final int HASH_DIGITS = 7;

    private final TableAccess access;
    private final QualifiedName name;
    private final Cached<io.github.pgpartition.model.PartitionedTable> tree;
    private final Cached<KeyParts> key;

    PartitionedTable(TableAccess access, QualifiedName name) {
        this(access, name, null);
    }

    private PartitionedTable(TableAccess access, QualifiedName name, @Nullable Duration ttl) {
        this.access = access;
        this.name = name;
        tree = new Cached<>(ttl, access::changes, () -> access.tree(name));
        key = new Cached<>(ttl, access::changes, () -> access.key(name));
    }

    /** As it was given. */
    public QualifiedName name() {
        return name;
    }

    /**
     * The same table, which remembers partitions and key for that long. What its manager changes is seen at once; what others change, such
     * as a manager of another node, when the time is over.
     */
    public PartitionedTable cached(Duration ttl) {
        return new PartitionedTable(access, name, ttl);
    }

    /** @throws PartitioningException where there is no such table */
    public boolean isPartitioned() {
        return access.ancestry(name).partitioned();
    }

    /** The table that this one is a partition of; empty where it is none. */
    public Optional<PartitionedTable> parent() {
        return Optional.ofNullable(access.ancestry(name).parentOrNull())
                .map(parent -> new PartitionedTable(access, parent));
    }

    /** The table at the top of the tree; this one, where it is no partition. */
    public PartitionedTable root() {
        AncestryLookup.Found found = access.ancestry(name);
        return new PartitionedTable(access, found.root());
    }

    /** What it is partitioned by. */
    public PartitionKey key() {
        return tree.get().key();
    }

    /**
     * Its partitions in the order of their names.
     *
     * @param includeSubPartitions whether those at all levels, a parent before its children, or only its own
     */
    public List<Partition> partitions(boolean includeSubPartitions) {
        return includeSubPartitions
                ? tree.get().allPartitions().toList()
                : tree.get().partitions();
    }

    /**
     * The partition that holds, or would hold, rows with this key; the server says which. DEFAULT where no other takes them; empty where
     * none does. Where partitions are partitioned themselves, the values of their keys follow.
     *
     * <p>Locks: ACCESS SHARE on the table for a moment.
     *
     * @param keyValues null for NULL; for a key with an expression use {@link #partitionForRow}
     */
    public Optional<Partition> partitionFor(@Nullable Object @Nullable ... keyValues) {
        List<@Nullable Object> values = list(keyValues);
        return access.route(tree.get(), routing -> routing.ofKey(values));
    }

    /** The same for a row, by its columns under their names as PostgreSQL reads them; those that no key uses may be left out. */
    public Optional<Partition> partitionForRow(Map<String, ? extends @Nullable Object> columns) {
        return access.route(tree.get(), routing -> routing.ofRow(columns));
    }

    /** {@link #createPartition(String, PartitionBounds)} under the name {@code <table>_<7 hex digits of the md5 of the bounds>}. */
    public Partition createPartition(PartitionBounds bounds) {
        String suffix =
                bounds.isDefault() ? "_default" : "_" + Md5.hex(bounds.clause()).substring(0, HASH_DIGITS);
        QualifiedName table = tree.get().name();
        return create(table.sibling(Identifier.generated(table.name().value(), suffix)), bounds);
    }

    /**
     * Makes a partition now, as a pass makes one: with grants and the rest, while readers and writers go on. No hook is asked. Does nothing
     * where it is there with these bounds.
     *
     * @param partition its name; in the schema of the table unless it says another
     * @throws PartitioningException where the server refuses it, such as for an overlap, or where a lock was not to be had
     */
    public Partition createPartition(String partition, PartitionBounds bounds) {
        QualifiedName given = QualifiedName.parse(partition);
        return create(given.schema().isPresent() ? given : tree.get().name().sibling(given.name()), bounds);
    }

    private Partition create(QualifiedName partition, PartitionBounds bounds) {
        io.github.pgpartition.model.PartitionedTable table = access.tree(name);
        PartitionBounds zoned = BoundZone.withOffsets(bounds, table.keyTypes(), UTC)
                .orElseThrow(() -> new PartitioningException(
                        "Cannot create partition " + partition.sql(),
                        "a time in its bounds has no offset and is not in ISO form",
                        "Write it as 2026-01-31 or 2026-01-31 06:00"));
        access.create(table, CreatePartitionOnline.of(table.name(), partition, zoned));
        return access.tree(name).partition(partition).orElseThrow();
    }

    /**
     * The name of one of its partitions, at any level, to be put into SQL as it is: with its schema, and quoted.
     *
     * @param partition its name; without a schema any partition of that name
     * @throws PartitioningException where the table has no such partition, so that no other text comes into SQL
     */
    public String in(String partition) {
        QualifiedName wanted = QualifiedName.parse(partition);
        List<Partition> found = partitions(true).stream()
                .filter(p -> wanted.schema().isPresent()
                        ? p.name().equals(wanted)
                        : p.name().name().equals(wanted.name()))
                .toList();
        if (found.size() != 1) {
            throw new PartitioningException(
                    "Cannot use partition " + wanted.sql() + " of " + name.sql(),
                    found.isEmpty() ? "there is none of that name" : "several schemas have one of that name",
                    found.isEmpty() ? "Create it, or correct the name" : "Name its schema, too");
        }
        return found.get(0).name().sql();
    }

    /** Rows with exactly this key; null stands for NULL. */
    public KeyCondition keyEquals(@Nullable Object @Nullable ... values) {
        return conditions().equalTo(list(values));
    }

    /** {@code keyEquals(null)} is compiled as no array at all. */
    private static List<@Nullable Object> list(@Nullable Object @Nullable [] values) {
        return values == null ? Collections.singletonList(null) : Arrays.asList(values);
    }

    /** Rows with one of these keys; none for an empty collection. */
    public KeyCondition keyIn(Collection<? extends @Nullable Object> keys) {
        return conditions().in(keys);
    }

    /** Rows whose key is at or after the one and before the other, as the bounds of partitions are. Not for a hash key. */
    public KeyCondition keyBetween(Object from, Object to) {
        return conditions().between(from, to);
    }

    private KeyConditions conditions() {
        return new KeyConditions(key.get());
    }

    @Override
    public String toString() {
        return name.sql();
    }
}
