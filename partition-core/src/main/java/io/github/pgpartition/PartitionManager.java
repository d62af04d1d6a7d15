package io.github.pgpartition;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.adoption.ExistingImport;
import io.github.pgpartition.adoption.ImportReport;
import io.github.pgpartition.adoption.PartmanImport;
import io.github.pgpartition.adoption.PartmanReport;
import io.github.pgpartition.catalog.CatalogReader;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.ConnectionSource;
import io.github.pgpartition.execution.Declaration;
import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.execution.MaintenancePass;
import io.github.pgpartition.execution.RegistryInstaller;
import io.github.pgpartition.index.IndexBuildOptions;
import io.github.pgpartition.index.IndexBuildReport;
import io.github.pgpartition.index.IndexBuilder;
import io.github.pgpartition.maintenance.MaintenancePlan;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.maintenance.StepResult;
import io.github.pgpartition.operation.IndexDefinition;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.Tenant;
import io.github.pgpartition.registry.ManagedTable;
import io.github.pgpartition.registry.Registry;
import io.github.pgpartition.registry.StatusReader;
import io.github.pgpartition.registry.TableStatus;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The facade: declares policies and runs passes.
 *
 * <p>Thread-safe where it was built on a {@link DataSource}: each call takes a connection of its own, and one is enough. Table names are
 * read as PostgreSQL reads them: {@code app.events}, {@code "App"."Events"}.
 */
public final class PartitionManager {

    private final ConnectionSource connections;
    private final LockPolicy locks;
    private final InstantSource clock;

    private PartitionManager(Builder builder) {
        connections = builder.connections;
        locks = new LockPolicy(builder.lockTimeout, builder.lockRetries);
        clock = builder.clock;
    }

    public static Builder builder(DataSource dataSource) {
        requireNonNull(dataSource, "dataSource");
        return new Builder(ConnectionSource.of(dataSource));
    }

    /**
     * For a tool that lends its connection, which is never closed here. Where it is not in autocommit, everything happens in its
     * transaction, which is never ended here, and a pass only creates.
     */
    public static Builder builder(Connection connection) {
        requireNonNull(connection, "connection");
        return new Builder(ConnectionSource.of(connection));
    }

    /**
     * Makes schema {@code pgpartition} where it is missing, so that SQL can call {@code pgpartition.manage}; brings an earlier version up to
     * date, and leaves a newer one as it is. {@link #manage} and {@link #maintain()} do the same.
     */
    public void install() {
        run("Cannot install schema pgpartition", c -> {
            new RegistryInstaller(c).install();
            return true;
        });
    }

    /** Declares a policy, in place of the table's earlier one. Refused before anything is written where it does not fit the table. */
    public void manage(PartitionPolicy policy) {
        run("Cannot manage " + policy.table().sql(), c -> {
            new Declaration(c, clock.instant()).declare(policy);
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
        return run(
                "Cannot import the partitions of " + name.sql(), c -> new ExistingImport(c, clock.instant()).of(name));
    }

    /** The same by this policy, in place of one that the table has: nothing is inferred but which tenants there are. */
    public ImportReport importExisting(PartitionPolicy policy) {
        return run(
                "Cannot import the partitions of " + policy.table().sql(),
                c -> new ExistingImport(c, clock.instant()).with(policy));
    }

    /**
     * Declares for each table in pg_partman's {@code part_config} (versions 4 and 5) the policy that it has there. What has no counterpart is
     * in the report, and what to do next; nothing of pg_partman's is changed. A table that is managed keeps its policy.
     */
    public PartmanReport importPartman() {
        return run("Cannot import from pg_partman", c -> new PartmanImport(c, locks, clock.instant()).run(null));
    }

    /** The same from this schema, in case that more than one has a {@code part_config}. */
    public PartmanReport importPartman(String schema) {
        String name = Identifier.parse(schema).value();
        return run("Cannot import from pg_partman", c -> new PartmanImport(c, locks, clock.instant()).run(name));
    }

    /** Leaves a table alone from now on; its partitions stay. */
    public void unmanage(String table) {
        QualifiedName name = QualifiedName.parse(table);
        run("Cannot unmanage " + name.sql(), c -> {
            Registry registry = new Registry(c);
            if (registry.isInstalled()) {
                registry.unmanage(name);
            }
            return true;
        });
    }

    /** How every managed table stands: verdict, reason, runway. Waits for no lock; empty where nothing was ever managed. */
    public List<TableStatus> status() {
        return run(
                "Cannot read the status",
                c -> new Registry(c).isInstalled() ? new StatusReader(c).read() : List.<TableStatus>of());
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
        run("Cannot add tenant '" + tenant + "' to " + name.sql(), c -> {
            Tenant.of(tenant, retention).checkedFor(managed(c, name).policy());
            String value = new Registry(c).addTenant(name, tenant, retention);
            ManagedTable added = managed(c, name).onlyFor(value);
            List<StepResult> results = pass(c).create(added).results();
            pass(c).plan(added).steps().stream()
                    .filter(step -> !step.kind().removes())
                    .findFirst()
                    .ifPresent(step -> {
                        throw notMade(value, step, results);
                    });
            return true;
        });
    }

    private static PartitioningException notMade(String tenant, Step step, List<StepResult> results) {
        return new PartitioningException(
                "Cannot " + step.operation().describe(),
                results.stream()
                        .filter(r -> !r.isDone())
                        .map(StepResult::message)
                        .findFirst()
                        .orElse("it is still missing"),
                "Tenant '" + tenant + "' is registered, and the next pass makes its partitions");
    }

    /**
     * No more partitions are made for the tenant. Those that it has go when the table's retention is over for them, as all partitions do.
     *
     * @return whether it was registered
     */
    public boolean removeTenant(String table, String tenant) {
        QualifiedName name = QualifiedName.parse(table);
        return run(
                "Cannot remove tenant '" + tenant + "' of " + name.sql(),
                c -> new Registry(c).removeTenant(name, tenant));
    }

    /** What a pass would do now. Changes nothing. */
    public MaintenancePlan plan() {
        return run("Cannot plan", c -> pass(c).plan(managed(c)));
    }

    /** One pass over every managed table, now. */
    public MaintenanceReport maintain() {
        return run(
                "Cannot maintain", c -> pass(c).run(new Registry(c).managedTables(new RegistryInstaller(c).upgrade())));
    }

    /** One pass over one managed table, now. */
    public MaintenanceReport maintain(String table) {
        QualifiedName name = QualifiedName.parse(table);
        return run("Cannot maintain " + name.sql(), c -> {
            new RegistryInstaller(c).upgrade();
            return pass(c).run(List.of(managed(c, name)));
        });
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

    private MaintenancePass pass(Connection connection) {
        return new MaintenancePass(connection, locks, clock.instant());
    }

    private static List<ManagedTable> managed(Connection connection) {
        return new Registry(connection).managedTables();
    }

    private static ManagedTable managed(Connection connection, QualifiedName name) {
        long oid = new CatalogReader(connection)
                .table(name)
                .orElseThrow(() -> Declaration.notPartitioned(name))
                .oid();
        return managed(connection).stream()
                .filter(t -> t.oid() == oid)
                .findFirst()
                .orElseThrow(() -> new PartitioningException(
                        "Cannot maintain " + name.sql(), "it has no policy", "Declare one with manage"));
    }

    private <T> T run(String what, ConnectionSource.Work<T> work) {
        try {
            return connections.with(work);
        } catch (SQLException e) {
            throw PartitioningException.refused(what, "connect", e, "Check the connection");
        }
    }

    /** Collects what a manager needs. */
    public static final class Builder {
        private final ConnectionSource connections;
        private Duration lockTimeout = LockPolicy.DEFAULT.timeout();
        private int lockRetries = LockPolicy.DEFAULT.retries();
        private InstantSource clock = InstantSource.system();

        private Builder(ConnectionSource connections) {
            this.connections = connections;
        }

        /** The longest that a statement waits for a lock, and so that anybody queues behind it; 500 ms unless set. */
        public Builder lockTimeout(Duration timeout) {
            lockTimeout = timeout;
            return this;
        }

        /** How often a statement that did not get its lock is tried again before it is deferred; 20 unless set. */
        public Builder lockRetries(int retries) {
            lockRetries = retries;
            return this;
        }

        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        public PartitionManager build() {
            return new PartitionManager(this);
        }
    }
}
