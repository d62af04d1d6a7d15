/** Partitioned tables, keys and bounds as values. */
@NullMarked
package io.github.pgpartition.model;

import org.jspecify.annotations.NullMarked;
