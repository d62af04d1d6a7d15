/** An application whose table {@code events} looks after its partitions. */
@NullMarked
package io.github.pgpartition.examples.flywayboot;

import org.jspecify.annotations.NullMarked;
