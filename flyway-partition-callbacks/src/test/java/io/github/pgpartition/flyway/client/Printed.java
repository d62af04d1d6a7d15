package io.github.pgpartition.flyway.client;

import java.io.PrintStream;
import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogCreator;

/** Flyway's log on a stream. Public, with a public constructor: Flyway makes it from its name. */
public final class Printed implements LogCreator {

    private static PrintStream out = System.out;

    static synchronized void to(PrintStream stream) {
        out = stream;
    }

    static synchronized void line(String line) {
        out.println(line);
    }

    @Override
    public Log createLogger(Class<?> type) {
        return new Lines();
    }

    private static final class Lines implements Log {

        @Override
        @SuppressWarnings("deprecation")
        public boolean isDebugEnabled() {
            return false;
        }

        @Override
        public void debug(String message) {}

        @Override
        public void info(String message) {
            line("INFO " + message);
        }

        @Override
        public void warn(String message) {
            line("WARN " + message);
        }

        @Override
        public void error(String message) {
            line("ERROR " + message);
        }

        @Override
        public void error(String message, Exception e) {
            line("ERROR " + message + ": " + e);
        }

        @Override
        public void notice(String message) {
            line("NOTICE " + message);
        }
    }
}
