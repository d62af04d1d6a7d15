package io.github.pgpartition;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.adoption.ExistingImport;
import io.github.pgpartition.adoption.ImportReport;
import io.github.pgpartition.adoption.PartmanImport;
import io.github.pgpartition.adoption.PartmanReport;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.ConnectionSource;
import io.github.pgpartition.execution.Declaration;
import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.execution.ManagedTables;
import io.github.pgpartition.execution.PassClock;
import io.github.pgpartition.execution.PassEnvironment;
import io.github.pgpartition.execution.PassRunner;
import io.github.pgpartition.execution.RegistryInstaller;
import io.github.pgpartition.execution.TenantAddition;
import io.github.pgpartition.hook.HookCall;
import io.github.pgpartition.index.IndexBuildOptions;
import io.github.pgpartition.index.IndexBuildReport;
import io.github.pgpartition.index.IndexBuilder;
import io.github.pgpartition.maintenance.MaintenancePlan;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.maintenance.StatusReport;
import io.github.pgpartition.metrics.PassListener;
import io.github.pgpartition.operation.IndexDefinition;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.registry.Registry;
import io.github.pgpartition.registry.TableStatus;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The facade: declares policies and runs passes.
 *
 * <p>Thread-safe where it was built on a {@link DataSource}: each call takes a connection of its own, and one at a time is enough. Table names are
 * read as PostgreSQL reads them: {@code app.events}, {@code "App"."Events"}.
 */
public final class PartitionManager implements AutoCloseable {

    private final ConnectionSource connections;
    private final LockPolicy locks;
    private final PassRunner passes;
    private final Schedule schedule;
    private final TableAccess tables;

    PartitionManager(
            ConnectionSource connections,
            LockPolicy locks,
            PassClock clock,
            InstantSource node,
            List<HookCall> hooks,
            List<PassListener> listeners,
            Duration closeTimeout) {
        this.connections = connections;
        this.locks = locks;
        tables = new TableAccess(connections, locks);
        PassEnvironment environment = new PassEnvironment(hooks, () -> false, tables::changed);
        passes = new PassRunner(connections, locks, clock, environment, listeners);
        schedule = new Schedule(passes, connections, node, closeTimeout);
    }

    public static PartitionManagerBuilder builder(DataSource dataSource) {
        requireNonNull(dataSource, "dataSource");
        return new PartitionManagerBuilder(ConnectionSource.of(dataSource));
    }

    /**
     * For a tool that lends its connection, which is never closed here. Where it is not in autocommit, everything happens in its
     * transaction, which is never ended here, and a pass only creates.
     */
    public static PartitionManagerBuilder builder(Connection connection) {
        requireNonNull(connection, "connection");
        return new PartitionManagerBuilder(ConnectionSource.of(connection));
    }

    /**
     * Makes schema {@code pgpartition} where it is missing, so that SQL can call {@code pgpartition.manage}; brings an earlier version up to
     * date, and leaves a newer one as it is. {@link #manage} and {@link #maintain()} do the same.
     */
    public void install() {
        connections.run("Cannot install schema pgpartition", c -> {
            new RegistryInstaller(c).install();
            return true;
        });
    }

    /** Declares a policy, in place of the table's earlier one. Refused before anything is written where it does not fit the table. */
    public void manage(PartitionPolicy policy) {
        connections.run("Cannot manage " + policy.table().sql(), c -> {
            new Declaration(c, locks, passes.now(c)).declare(policy);
            return true;
        });
    }

    /**
     * Takes over partitions that somebody else made, under whatever names: infers from their bounds the interval that most of them have, with
     * its time zone, tenants and key encoding, and declares it. Nothing is created, changed or dropped now, and no retention is ever
     * inferred; the next pass fills ahead. A table that is managed keeps its policy. Takes no lock on the table.
     *
     * @throws PartitioningException where the bounds show no interval, and then nothing is written
     */
    public ImportReport importExisting(String table) {
        QualifiedName name = QualifiedName.parse(table);
        return connections.run(
                "Cannot import the partitions of " + name.sql(),
                c -> new ExistingImport(c, locks, passes.now(c)).of(name));
    }

    /** The same by this policy, in place of one that the table has: nothing is inferred but which tenants there are. */
    public ImportReport importExisting(PartitionPolicy policy) {
        return connections.run(
                "Cannot import the partitions of " + policy.table().sql(),
                c -> new ExistingImport(c, locks, passes.now(c)).with(policy));
    }

    /**
     * Declares for each table in pg_partman's {@code part_config} (versions 4 and 5) the policy that it has there. What has no counterpart is
     * in the report, and what to do next; nothing of pg_partman's is changed. A table that is managed keeps its policy.
     */
    public PartmanReport importPartman() {
        return connections.run(
                "Cannot import from pg_partman", c -> new PartmanImport(c, locks, passes.now(c)).run(null));
    }

    /** The same from this schema, in case that more than one has a {@code part_config}. */
    public PartmanReport importPartman(String schema) {
        String name = Identifier.parse(schema).value();
        return connections.run(
                "Cannot import from pg_partman", c -> new PartmanImport(c, locks, passes.now(c)).run(name));
    }

    /** Leaves a table alone from now on; its partitions stay. */
    public void unmanage(String table) {
        QualifiedName name = QualifiedName.parse(table);
        connections.run("Cannot unmanage " + name.sql(), c -> {
            Registry registry = new Registry(c);
            if (registry.isInstalled()) {
                registry.unmanage(name);
            }
            return true;
        });
    }

    /** How every managed table stands: verdict, reason, runway. Waits for no lock on them, and for one on schema pgpartition no longer than {@code lockTimeout}; empty where nothing was ever managed. */
    public List<TableStatus> status() {
        return passes.status();
    }

    /** The same to be printed, as text or JSON, with the worst of the verdicts. */
    public StatusReport statusReport() {
        return passes.statusReport();
    }

    /** {@link #addTenant(String, String, String)} with the retention of the table. */
    public void addTenant(String table, String tenant) {
        addTenant(table, tenant, null);
    }

    /**
     * Registers a tenant of a managed table and makes its partitions: they are there when this returns. Of other tenants nothing is made,
     * and nothing is taken away. A tenant that is registered gets the new retention.
     *
     * <p>Locks: those of {@link io.github.pgpartition.operation.CreatePartitionTree}.
     *
     * @param tenant    a value of the tenant column, in any way that its type reads: {@code 'A0EE…'} and {@code 'a0ee…'} are one UUID
     * @param retention in place of the table's: {@code 30 days}; null for the table's
     * @throws PartitioningException where the tenant does not fit the table, and then nothing was written; or where a partition could not
     *     be made, and then the tenant is registered and the next pass makes it
     */
    public void addTenant(String table, String tenant, @Nullable String retention) {
        QualifiedName name = QualifiedName.parse(table);
        connections.run("Cannot add tenant '" + tenant + "' to " + name.sql(), c -> {
            new TenantAddition(c, locks, passes.pass(c)).add(name, tenant, retention);
            return true;
        });
    }

    /**
     * No more partitions are made for the tenant. Those that it has go when the table's retention is over for them, as all partitions do; one
     * that is to be dropped is told of first, in a finding and in the history, and dropped by a pass a day later: the tenant's own
     * retention may have been longer. Added again meanwhile, the tenant keeps what its retention keeps.
     *
     * @return whether it was registered
     */
    public boolean removeTenant(String table, String tenant) {
        QualifiedName name = QualifiedName.parse(table);
        return connections.run(
                "Cannot remove tenant '" + tenant + "' of " + name.sql(),
                c -> new Registry(c).removeTenant(name, tenant));
    }

    /** What a pass would do now. Changes nothing. */
    public MaintenancePlan plan() {
        return passes.plan();
    }

    /** What a pass makes, and nothing of what it takes away, for every managed table; empty where nothing was ever managed. */
    public MaintenanceReport premake() {
        return connections.run(
                "Cannot make the partitions that are due", c -> passes.pass(c).premake(ManagedTables.all(c, locks)));
    }

    /**
     * The same for one managed table, at once: a pass of another node that is at work on it is waited for, as locks are.
     *
     * @throws PartitioningException where the table has no policy
     */
    public MaintenanceReport premake(String table) {
        QualifiedName name = QualifiedName.parse(table);
        String what = "Cannot make the partitions of " + name.sql();
        return connections.run(what, c -> passes.pass(c).create(ManagedTables.one(c, locks, what, name)));
    }

    /** One pass over every managed table, now. */
    public MaintenanceReport maintain() {
        return passes.run(() -> false);
    }

    /** One pass over one managed table, now. */
    public MaintenanceReport maintain(String table) {
        return passes.run(QualifiedName.parse(table));
    }

    /**
     * Runs a pass at once, on a daemon thread, and then again and again with pauses of the interval, give or take a tenth, until {@link #close}.
     * Policies are read at each pass. Whatever goes wrong is logged and told to listeners, and the next pass comes in its time. Several
     * nodes may do so: each table is looked after by one of them at a time.
     *
     * <p>Until then an MXBean {@code io.github.pgpartition:type=PartitionManager,id=…} shows what passes do.
     *
     * @throws PartitioningException where it is started already, or was built on one connection
     */
    public void start(Duration interval) {
        schedule.start(interval);
    }

    /**
     * Ends the schedule, if there is one: no further pass and no further step begins, and the step that runs is waited for, as long as
     * {@code closeTimeout} has it. Everything else goes on working, and it can be started again.
     */
    @Override
    public void close() {
        schedule.close();
    }

    /**
     * A table, its partitions and its key. Nothing is read now: it need not be there yet.
     *
     * @param name of a partitioned table, or of any table
     */
    public PartitionedTable table(String name) {
        return new PartitionedTable(tables, QualifiedName.parse(name));
    }

    /**
     * One index on the table and on all its partitions, built while everybody goes on; resumes what an earlier run did not end.
     *
     * @param threads partitions at the same time, each on a connection of its own, where that many are to be had
     */
    public IndexBuildReport addIndexOnAllPartitions(String table, IndexDefinition definition, int threads) {
        return indexes(threads).build(QualifiedName.parse(table), definition);
    }

    /** Drops such an index, under ACCESS EXCLUSIVE on the table and all its partitions for a moment. */
    public void dropIndexOnAllPartitions(String table, String index) {
        indexes(1).drop(QualifiedName.parse(table), Identifier.parse(index));
    }

    private IndexBuilder indexes(int threads) {
        return new IndexBuilder(
                connections,
                IndexBuildOptions.builder().threads(threads).locks(locks).build());
    }
}
