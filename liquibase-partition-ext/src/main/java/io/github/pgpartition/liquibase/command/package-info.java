/** Commands of the command line and of {@code CommandScope}: {@code partition-status}, {@code partition-plan}, {@code partition-maintain}. */
@NullMarked
package io.github.pgpartition.liquibase.command;

import org.jspecify.annotations.NullMarked;
