/** The {@code pgpartition} schema in the database: policies declared and actions done. */
@NullMarked
package io.github.pgpartition.registry;

import org.jspecify.annotations.NullMarked;
