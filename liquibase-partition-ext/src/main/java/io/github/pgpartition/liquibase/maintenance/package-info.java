/** Passes over managed tables, on Liquibase's connection. */
@NullMarked
package io.github.pgpartition.liquibase.maintenance;

import org.jspecify.annotations.NullMarked;
