/** Every DDL that this project issues, one record per file: a value that knows its SQL and its locks. */
@NullMarked
package io.github.pgpartition.operation;

import org.jspecify.annotations.NullMarked;
