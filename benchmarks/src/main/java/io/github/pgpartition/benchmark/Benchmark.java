package io.github.pgpartition.benchmark;

/** Something that is measured. */
interface Benchmark {

    /** Whether all that was measured stayed within its limit. */
    boolean run(Runner runner) throws Exception;
}
