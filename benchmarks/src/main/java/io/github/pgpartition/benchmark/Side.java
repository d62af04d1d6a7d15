package io.github.pgpartition.benchmark;

import java.util.ArrayList;
import java.util.List;

/** Times of one side of a comparison, in seconds. */
final class Side {

    private final Comparison.Work work;
    private final List<Double> seconds = new ArrayList<>();

    Side(Comparison.Work work) {
        this.work = work;
    }

    void measure() throws Exception {
        long begun = System.nanoTime();
        work.run();
        seconds.add((System.nanoTime() - begun) / 1e9);
    }

    List<Double> seconds() {
        return List.copyOf(seconds);
    }

    double sum() {
        return seconds.stream().mapToDouble(s -> s).sum();
    }

    double median() {
        List<Double> sorted = seconds.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
