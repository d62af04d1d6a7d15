/** A service without a framework, whose table {@code events} looks after its partitions. */
@NullMarked
package io.github.pgpartition.examples.library;

import org.jspecify.annotations.NullMarked;
