/** What the library costs beside the same work done by hand, measured side by side in one run. */
@NullMarked
package io.github.pgpartition.benchmark;

import org.jspecify.annotations.NullMarked;
