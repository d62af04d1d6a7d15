/** An application whose table {@code events} looks after its partitions. */
@NullMarked
package io.github.pgpartition.examples.boot;

import org.jspecify.annotations.NullMarked;
