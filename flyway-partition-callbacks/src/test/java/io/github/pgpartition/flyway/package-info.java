@NullMarked
package io.github.pgpartition.flyway;

import org.jspecify.annotations.NullMarked;
