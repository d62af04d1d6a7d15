package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import liquibase.database.OfflineConnection;
import liquibase.database.core.PostgresDatabase;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerVersionTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # server | change                                                                        | message
            13.0     | detachPartition tableName="t" partitionName="p" concurrently="true"           | detachPartition with concurrently="true" needs PostgreSQL 14, and this is 13, which has no DETACH PARTITION … CONCURRENTLY. Leave it out.
            12.4     | detachPartition tableName="t" partitionName="p" finalize="true"               | detachPartition with finalize="true" needs PostgreSQL 14, and this is 12, which has no DETACH PARTITION … FINALIZE. Leave it out.
            13.0     | dropPartition tableName="t" partitionName="p" concurrently="true"             | dropPartition with concurrently="true" needs PostgreSQL 14, and this is 13, which has no DETACH PARTITION … CONCURRENTLY. Leave it out.
            13.0     | createTableLike tableName="t" newTableName="u" including="comments, Compression" | createTableLike with COMPRESSION needs PostgreSQL 14, and this is 13, which has no compression method of a column. Leave it out.
            14.0     | addIndexOnAllPartitions tableName="t" indexName="i" unique="true" nullsNotDistinct="true" | addIndexOnAllPartitions with nullsNotDistinct="true" needs PostgreSQL 15, and this is 14, which has no NULLS NOT DISTINCT. Leave it out.
            11.0     | createDefaultPartitionOf tableName="t"                                        | createDefaultPartitionOf needs PostgreSQL 12 or newer, and this is 11.
            """)
    void whatAnOldServerLacksIsRefused(String version, String change, String message) throws Exception {
        assertThat(errors(version, change)).containsExactly(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # server | change
            14.0     | detachPartition tableName="t" partitionName="p" concurrently="true"
            13.0     | detachPartition tableName="t" partitionName="p"
            13.0     | createTableLike tableName="t" newTableName="u"
            """)
    void whatItHasIsNot(String version, String change) throws Exception {
        assertThat(errors(version, change)).isEmpty();
    }

    private static String element(String change) {
        String name = change.substring(0, change.indexOf(' '));
        return name.contains("Index")
                ? "<partition:" + change + "><column name=\"a\"/></partition:" + name + ">"
                : "<partition:" + change + "/>";
    }

    private java.util.List<String> errors(String version, String change) throws Exception {
        PostgresDatabase database = new PostgresDatabase();
        database.setConnection(
                new OfflineConnection("offline:postgresql?version=" + version, new ClassLoaderResourceAccessor()));
        var parsed = Changelogs.xml(folder, element(change)).get(0);
        return Changelogs.errors(parsed, database).stream()
                .filter(error -> !error.contains("cannot run in a transaction"))
                .toList();
    }
}
