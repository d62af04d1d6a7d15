/** Values of partition keys: which partition takes them, and conditions over them. */
@NullMarked
package io.github.pgpartition.key;

import org.jspecify.annotations.NullMarked;
