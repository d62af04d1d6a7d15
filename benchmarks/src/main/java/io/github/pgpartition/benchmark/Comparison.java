package io.github.pgpartition.benchmark;

/**
 * One case: the library's way and the way by hand, to the same end.
 *
 * @param subjectName  what is measured, in a word
 * @param baselineName what it is measured against, in a word
 * @param limit        the ratio of their medians that is still good
 * @param prepare      once before all rounds
 * @param reset        undoes what either of them did, after each; not measured
 */
record Comparison(
        String name,
        String subjectName,
        Work subject,
        String baselineName,
        Work baseline,
        double limit,
        Work prepare,
        Work reset) {

    /** What is timed. */
    interface Work {
        void run() throws Exception;
    }
}
