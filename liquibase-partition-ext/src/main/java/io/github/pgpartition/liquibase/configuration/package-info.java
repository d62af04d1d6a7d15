/** Global settings: command line, environment, properties file. */
@NullMarked
package io.github.pgpartition.liquibase.configuration;

import org.jspecify.annotations.NullMarked;
