/** Partition maintenance at each {@code flyway migrate}: a callback that registers itself, and its settings. */
@NullMarked
package io.github.pgpartition.flyway;

import org.jspecify.annotations.NullMarked;
