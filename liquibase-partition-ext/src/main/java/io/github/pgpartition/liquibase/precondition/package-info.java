/** Questions that a changelog asks the catalog before it runs something. */
@NullMarked
package io.github.pgpartition.liquibase.precondition;

import org.jspecify.annotations.NullMarked;
