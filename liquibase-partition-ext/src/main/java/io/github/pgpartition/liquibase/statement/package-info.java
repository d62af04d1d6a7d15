/** From operations to statements that Liquibase runs, prints and rolls back. */
@NullMarked
package io.github.pgpartition.liquibase.statement;

import org.jspecify.annotations.NullMarked;
