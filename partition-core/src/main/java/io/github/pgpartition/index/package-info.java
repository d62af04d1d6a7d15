/** Builds one index on every partition, concurrently, in parallel and resumably, and drops it again. */
@NullMarked
package io.github.pgpartition.index;

import org.jspecify.annotations.NullMarked;
