/**
 * PostgreSQL for tests: one server per JVM, one database per test class.
 *
 * <p>{@link PostgresDatabase} is the JUnit extension, {@link PostgresServer} the way without JUnit. The system property {@code postgres}
 * says where the server comes from ({@code embedded}, {@code testcontainers} or a JDBC URL), {@code postgres.version} which one (12 to 18).
 */
@NullMarked
package io.github.pgpartition.testkit;

import org.jspecify.annotations.NullMarked;
