/** What a pass would do and what it did: planner, plan, findings, report. Pure. */
@NullMarked
package io.github.pgpartition.maintenance;

import org.jspecify.annotations.NullMarked;
