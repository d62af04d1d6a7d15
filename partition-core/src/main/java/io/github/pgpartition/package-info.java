/** The facade: {@link io.github.pgpartition.PartitionManager} and the exception every part throws. */
@NullMarked
package io.github.pgpartition;

import org.jspecify.annotations.NullMarked;
