/** Liquibase change types: fields, what is required, and one operation of the core each. */
@NullMarked
package io.github.pgpartition.liquibase.change;

import org.jspecify.annotations.NullMarked;
