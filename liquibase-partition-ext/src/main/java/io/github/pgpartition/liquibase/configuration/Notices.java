package io.github.pgpartition.liquibase.configuration;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import liquibase.Scope;
import liquibase.ui.LoggerUIService;

/**
 * Warnings that nobody should miss: in the log and, on a command line, where the log is off by default, where its other messages go. That is the
 * error stream; what Liquibase calls error messages goes to the output, where a script may be printed. Each once.
 */
public final class Notices {

    private static final Set<String> GIVEN = ConcurrentHashMap.newKeySet();

    private Notices() {}

    public static void warn(String text) {
        if (GIVEN.add(text)) {
            Scope scope = Scope.getCurrentScope();
            scope.getLog(Notices.class).warning(text);
            if (!(scope.getUI() instanceof LoggerUIService)) {
                scope.getUI().sendMessage("WARNING: " + text);
            }
        }
    }
}
