package io.github.pgpartition.index;

import io.github.pgpartition.sql.QualifiedName;
import java.util.List;

/**
 * What a build did that ended well: the index is valid on the partitioned table and on every partition that can have it.
 *
 * @param built       partitions on which an index was built
 * @param attached    partitions that had an equal index already, which was attached
 * @param messages    what people were told, in order
 * @param connections that built at the same time, at most
 */
public record IndexBuildReport(
        QualifiedName index,
        List<QualifiedName> built,
        List<QualifiedName> attached,
        List<String> messages,
        int connections) {

    public IndexBuildReport {
        built = List.copyOf(built);
        attached = List.copyOf(attached);
        messages = List.copyOf(messages);
    }
}
