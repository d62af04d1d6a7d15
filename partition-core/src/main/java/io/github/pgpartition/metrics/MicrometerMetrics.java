package io.github.pgpartition.metrics;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

import io.github.pgpartition.maintenance.StepResult;
import io.github.pgpartition.maintenance.StepResult.Outcome;
import io.github.pgpartition.registry.TableStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Meters of Micrometer, which has to be on the class path. Thread-safe.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><td>{@code pgpartition.pass}</td><td>timer; tag {@code outcome}: succeeded, failed, error (it could not run at all)</td></tr>
 * <tr><td>{@code pgpartition.steps}</td><td>counter; tags {@code table}, {@code kind} (create, detach, drop, …), {@code outcome} (done,
 * deferred, failed, kept, skipped)</td></tr>
 * <tr><td>{@code pgpartition.steps.deferred}</td><td>gauge; tag {@code table}: in the last pass</td></tr>
 * <tr><td>{@code pgpartition.runway}</td><td>gauge in seconds; tag {@code table}: how long rows have partitions; NaN for a key that
 * counts</td></tr>
 * <tr><td>{@code pgpartition.partitions}, {@code pgpartition.gaps}, {@code pgpartition.default.rows} (estimated),
 * {@code pgpartition.detach.pending}</td><td>gauges; tag {@code table}</td></tr>
 * </table>
 */
public final class MicrometerMetrics implements PassListener {

    private record Watched(TableStatus status, long deferred) {}

    private interface Value {
        double of(Watched table);
    }

    private final MeterRegistry registry;
    private final InstantSource clock;
    private final Map<String, Watched> tables = new ConcurrentHashMap<>();
    private final Map<String, List<Meter>> gauges = new ConcurrentHashMap<>();

    public MicrometerMetrics(MeterRegistry registry) {
        this(registry, InstantSource.system());
    }

    /** @param clock by which the runway is measured: that of the manager, where it has one of its own */
    public MicrometerMetrics(MeterRegistry registry, InstantSource clock) {
        this.registry = requireNonNull(registry, "registry");
        this.clock = requireNonNull(clock, "clock");
    }

    @Override
    public void passEnded(PassEnd pass) {
        String outcome = pass.report().isEmpty() ? "error" : pass.succeeded() ? "succeeded" : "failed";
        registry.timer("pgpartition.pass", "outcome", outcome).record(pass.took());
        List<StepResult> results = pass.report().map(r -> r.results()).orElse(List.of());
        results.forEach(r -> registry.counter("pgpartition.steps", tags(r)).increment());
        boolean known = !pass.tables().isEmpty();
        if (known || pass.report().map(r -> r.tables() == 0).orElse(false)) {
            watch(pass.tables(), results);
        }
    }

    private static Tags tags(StepResult result) {
        return Tags.of(
                "table", result.table().toString(),
                "kind", result.step().kind().word(),
                "outcome", result.outcome().name().toLowerCase(Locale.ROOT));
    }

    private synchronized void watch(List<TableStatus> now, List<StepResult> results) {
        for (TableStatus status : now) {
            long deferred = results.stream()
                    .filter(r -> r.outcome() == Outcome.DEFERRED && r.table().equals(status.table()))
                    .count();
            String name = status.table().toString();
            tables.put(name, new Watched(status, deferred));
            gauges.computeIfAbsent(name, this::register);
        }
        Set<String> names = now.stream().map(s -> s.table().toString()).collect(toSet());
        tables.keySet().retainAll(names);
        for (String gone : List.copyOf(gauges.keySet())) {
            if (!names.contains(gone)) {
                requireNonNull(gauges.remove(gone)).forEach(registry::remove);
            }
        }
    }

    private List<Meter> register(String table) {
        List<Meter> meters = new ArrayList<>();
        meters.add(gauge(table, "pgpartition.partitions", null, t -> t.status().partitions()));
        meters.add(gauge(table, "pgpartition.gaps", null, t -> t.status().gaps()));
        meters.add(
                gauge(table, "pgpartition.default.rows", null, t -> t.status().rowsInDefault()));
        meters.add(
                gauge(table, "pgpartition.detach.pending", null, t -> t.status().detachPending()));
        meters.add(gauge(table, "pgpartition.steps.deferred", null, Watched::deferred));
        meters.add(gauge(table, "pgpartition.runway", "seconds", this::runway));
        return meters;
    }

    private double runway(Watched table) {
        return table.status()
                .runwayEndsAt()
                .map(end -> Duration.between(clock.instant(), end).toMillis() / 1000.0)
                .orElse(Double.NaN);
    }

    private Meter gauge(String table, String name, @Nullable String unit, Value value) {
        return Gauge.builder(name, () -> value(table, value))
                .baseUnit(unit)
                .tag("table", table)
                .register(registry);
    }

    private double value(String table, Value value) {
        Watched watched = tables.get(table);
        return watched == null ? Double.NaN : value.of(watched);
    }
}
