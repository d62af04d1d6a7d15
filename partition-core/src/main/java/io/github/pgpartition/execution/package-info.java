/** Runs plans against a server: connections, locks, retries, deferral. */
@NullMarked
package io.github.pgpartition.execution;

import org.jspecify.annotations.NullMarked;
