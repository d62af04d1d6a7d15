/** The main job, end to end. */
@NullMarked
package io.github.pgpartition.examples.quickstart;

import org.jspecify.annotations.NullMarked;
