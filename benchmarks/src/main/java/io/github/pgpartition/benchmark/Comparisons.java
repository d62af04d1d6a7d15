package io.github.pgpartition.benchmark;

import java.util.List;

/** Something that is measured side by side in several cases. */
interface Comparisons extends Benchmark {

    /** In the order in which they are run; each is prepared when its turn comes. */
    List<Comparison> comparisons() throws Exception;

    @Override
    default boolean run(Runner runner) throws Exception {
        boolean good = true;
        for (Comparison comparison : comparisons()) {
            good &= runner.compare(comparison);
        }
        return good;
    }
}
