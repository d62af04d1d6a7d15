package io.github.pgpartition.liquibase.change;

/**
 * Something that PostgreSQL has from 14 on.
 *
 * @param written as it stands in the changelog: {@code concurrently="true"}
 * @param sql     what older servers lack: {@code DETACH PARTITION … CONCURRENTLY}
 */
record NewerFeature(String written, String sql) {

    static final NewerFeature DETACH_CONCURRENTLY =
            new NewerFeature("concurrently=\"true\"", "DETACH PARTITION … CONCURRENTLY");
}
