package io.github.pgpartition.benchmark;

import static java.util.stream.Collectors.joining;

import java.io.PrintStream;
import java.util.Locale;

/** Runs comparisons: the two sides take turns, and turns at going first, so that neither has the quieter machine. */
final class Runner {

    private static final int WARM_UPS = 2;

    private final int rounds;
    private final double warmUpSeconds;
    private final PrintStream out;

    /** @param warmUpSeconds how long each side runs at least before it is measured, as more code takes longer to be compiled */
    Runner(int rounds, double warmUpSeconds, PrintStream out) {
        this.rounds = rounds;
        this.warmUpSeconds = warmUpSeconds;
        this.out = out;
    }

    PrintStream out() {
        return out;
    }

    int rounds() {
        return rounds;
    }

    /** Whether the ratio stayed within its limit. Rounds that warm up are not counted. */
    boolean compare(Comparison comparison) throws Exception {
        comparison.prepare().run();
        Side subject = new Side(comparison.subject());
        Side baseline = new Side(comparison.baseline());
        warmUp(comparison, new Side(comparison.baseline()), new Side(comparison.subject()));
        for (int round = 0; round < rounds; round++) {
            if (round % 2 == 0) {
                turn(comparison, subject, baseline);
            } else {
                turn(comparison, baseline, subject);
            }
        }
        double ratio = subject.median() / baseline.median();
        out.printf(
                Locale.ROOT,
                "%s: %s %.3f s, %s %.3f s, ratio %.2f (limit %.2f)%s%n",
                comparison.name(),
                comparison.subjectName(),
                subject.median(),
                comparison.baselineName(),
                baseline.median(),
                ratio,
                comparison.limit(),
                ratio > comparison.limit() ? " TOO SLOW" : "");
        out.printf(Locale.ROOT, "    %s: %s%n", comparison.subjectName(), list(subject));
        out.printf(Locale.ROOT, "    %s: %s%n", comparison.baselineName(), list(baseline));
        return ratio <= comparison.limit();
    }

    private void warmUp(Comparison comparison, Side baseline, Side subject) throws Exception {
        for (int i = 0; i < WARM_UPS || Math.min(baseline.sum(), subject.sum()) < warmUpSeconds; i++) {
            turn(comparison, baseline, subject);
        }
    }

    private static void turn(Comparison comparison, Side first, Side second) throws Exception {
        first.measure();
        comparison.reset().run();
        second.measure();
        comparison.reset().run();
    }

    private static String list(Side side) {
        return side.seconds().stream()
                .map(s -> String.format(Locale.ROOT, "%.3f", s))
                .collect(joining(" "));
    }
}
