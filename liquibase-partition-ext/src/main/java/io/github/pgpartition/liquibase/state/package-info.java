/** What is known about the table of a change: from the catalog, or from the changelog. */
@NullMarked
package io.github.pgpartition.liquibase.state;

import org.jspecify.annotations.NullMarked;
