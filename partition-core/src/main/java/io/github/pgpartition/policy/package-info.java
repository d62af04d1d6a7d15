/** What is declared for a managed table: interval, retention, names, zone. */
@NullMarked
package io.github.pgpartition.policy;

import org.jspecify.annotations.NullMarked;
