package io.github.pgpartition.operation;

import io.github.pgpartition.sql.Identifier;
import org.jspecify.annotations.Nullable;

/** The clause that several operations share. */
final class Tablespace {

    private Tablespace() {}

    static String clause(@Nullable Identifier tablespace) {
        return tablespace == null ? "" : " TABLESPACE " + tablespace.sql();
    }
}
