/** Reads partitioned tables from the server's catalog into the model. */
@NullMarked
package io.github.pgpartition.catalog;

import org.jspecify.annotations.NullMarked;
