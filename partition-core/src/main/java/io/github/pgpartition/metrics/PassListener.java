package io.github.pgpartition.metrics;

/** Told after each pass, on the thread that ran it, when its connection is given back. What it throws is logged and changes nothing. */
public interface PassListener {

    void passEnded(PassEnd pass);
}
