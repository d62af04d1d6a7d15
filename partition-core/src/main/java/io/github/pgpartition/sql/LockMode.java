package io.github.pgpartition.sql;

/**
 * PostgreSQL's table locks, weakest first.
 *
 * @see <a href="https://www.postgresql.org/docs/current/explicit-locking.html">Explicit Locking</a>
 */
public enum LockMode {
    ACCESS_SHARE,
    ROW_SHARE,
    ROW_EXCLUSIVE,
    SHARE_UPDATE_EXCLUSIVE,
    SHARE,
    SHARE_ROW_EXCLUSIVE,
    EXCLUSIVE,
    ACCESS_EXCLUSIVE;

    public String sql() {
        return name().replace('_', ' ');
    }

    /** Whether plain INSERT, UPDATE and DELETE have to wait for it. */
    public boolean blocksWriters() {
        return compareTo(SHARE) >= 0;
    }

    /** Whether even a plain SELECT has to wait for it. */
    public boolean blocksReaders() {
        return this == ACCESS_EXCLUSIVE;
    }
}
