package io.github.pgpartition.testkit;

import java.util.Optional;

/** A server that is there already, whatever its version; the user must be allowed to create databases and roles. */
record UrlSource(ServerUrl url) implements ServerSource {

    @Override
    public Running start() {
        return new Running(url, Optional.empty());
    }

    @Override
    public void check(int version) {}
}
