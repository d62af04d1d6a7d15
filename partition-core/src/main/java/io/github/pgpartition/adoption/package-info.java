/** Taking over partitions that others made, and policies that were declared elsewhere. Reads and declares; creates, drops and renames nothing. */
@NullMarked
package io.github.pgpartition.adoption;

import org.jspecify.annotations.NullMarked;
