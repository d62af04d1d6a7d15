/** The one family of exceptions. Lowest package: every other may throw what is here. */
@NullMarked
package io.github.pgpartition.error;

import org.jspecify.annotations.NullMarked;
