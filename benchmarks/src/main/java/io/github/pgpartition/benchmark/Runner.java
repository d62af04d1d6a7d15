package io.github.pgpartition.benchmark;

import static java.util.stream.Collectors.joining;

import java.io.PrintStream;
import java.util.Locale;

/** Runs comparisons: the two sides take turns, and turns at going first, so that neither has the quieter machine. */
final class Runner {

    private static final int WARM_UPS = 2;

    private final int rounds;
    private final PrintStream out;

    Runner(int rounds, PrintStream out) {
        this.rounds = rounds;
        this.out = out;
    }

    PrintStream out() {
        return out;
    }

    int rounds() {
        return rounds;
    }

    /** Whether the ratio stayed within its limit. Two rounds of each side warm up and are not counted. */
    boolean compare(Comparison comparison) throws Exception {
        comparison.prepare().run();
        Side subject = new Side(comparison.subject());
        Side baseline = new Side(comparison.baseline());
        for (int i = 0; i < WARM_UPS; i++) {
            turn(comparison, new Side(comparison.baseline()), new Side(comparison.subject()));
        }
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
