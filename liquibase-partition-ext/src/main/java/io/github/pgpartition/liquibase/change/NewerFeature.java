package io.github.pgpartition.liquibase.change;

/**
 * Something that not every supported PostgreSQL has.
 *
 * @param written as it stands in the changelog: {@code concurrently="true"}
 * @param sql     what older servers lack: {@code DETACH PARTITION … CONCURRENTLY}
 * @param since   the major version that has it
 */
record NewerFeature(String written, String sql, int since) {

    static final NewerFeature DETACH_CONCURRENTLY =
            new NewerFeature("concurrently=\"true\"", "DETACH PARTITION … CONCURRENTLY", 14);
}
