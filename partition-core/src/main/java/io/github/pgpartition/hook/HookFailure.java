package io.github.pgpartition.hook;

import org.jspecify.annotations.Nullable;

/** A hook did not answer. The message reads on after its name. */
public final class HookFailure extends Exception {

    private static final long serialVersionUID = 1L;

    HookFailure(String message) {
        super(message);
    }

    HookFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** As a clause: {@code threw java.io.IOException: disk full}. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
