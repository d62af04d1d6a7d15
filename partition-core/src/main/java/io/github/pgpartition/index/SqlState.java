package io.github.pgpartition.index;

/** Codes of PostgreSQL's appendix A. */
final class SqlState {

    static final String QUERY_CANCELED = "57014";
    static final String LOCK_NOT_AVAILABLE = "55P03";

    private SqlState() {}
}
