/** How changes are written: namespace, strict keys, dates. */
@NullMarked
package io.github.pgpartition.liquibase.parser;

import org.jspecify.annotations.NullMarked;
