package io.github.pgpartition.index;

/** Hears what a build does, on the thread that called it. What happens is logged too, whoever listens. */
public interface IndexBuildListener {

    IndexBuildListener NONE = new IndexBuildListener() {};

    /** Something that people should know: a partition left out, a wait, one connection instead of four. */
    default void message(String text) {}

    /** How far it is: once a second while it lasts, and at the end. */
    default void progress(IndexBuildProgress progress) {}
}
