/** What PostgreSQL names and says: identifiers, literals, statements and the locks they take. The only place where text is quoted. */
@NullMarked
package io.github.pgpartition.sql;

import org.jspecify.annotations.NullMarked;
