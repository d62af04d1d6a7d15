/** What Java migrations call: one step for each thing that can be done to a partitioned table. */
@NullMarked
package io.github.pgpartition.flyway.migration;

import org.jspecify.annotations.NullMarked;
