/** Connections beside Liquibase's own: where they come from, and what makes them like it. */
@NullMarked
package io.github.pgpartition.liquibase.connection;

import org.jspecify.annotations.NullMarked;
