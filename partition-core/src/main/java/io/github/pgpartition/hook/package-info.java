/** Code of an application that is asked before a partition is made or taken away, and told afterwards. */
@NullMarked
package io.github.pgpartition.hook;

import org.jspecify.annotations.NullMarked;
