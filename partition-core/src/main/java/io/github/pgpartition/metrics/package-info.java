/** What passes do, as counters, timers and gauges. */
@NullMarked
package io.github.pgpartition.metrics;

import org.jspecify.annotations.NullMarked;
