package io.github.pgpartition.benchmark;

import java.util.List;

/** Something that is measured in several cases. */
interface Benchmark {

    /** In the order in which they are run; each is prepared when its turn comes. */
    List<Comparison> comparisons();
}
