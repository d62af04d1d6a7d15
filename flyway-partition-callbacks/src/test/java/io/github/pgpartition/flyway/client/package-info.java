/** What runs on each Flyway version, in a JVM that has nothing but that version and our jar: no test library is used here. */
@NullMarked
package io.github.pgpartition.flyway.client;

import org.jspecify.annotations.NullMarked;
