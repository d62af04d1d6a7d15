package io.github.pgpartition.testkit;

import static java.util.Objects.requireNonNullElse;
import static java.util.stream.Collectors.joining;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.postgresql.ds.PGSimpleDataSource;

/** A JDBC URL in its parts, so that the same server can be named with another database or user. */
record ServerUrl(String hosts, String database, String user, String password, String otherParameters) {

    private static final String PREFIX = "jdbc:postgresql://";
    private static final String EXPECTED =
            ": embedded, testcontainers or a JDBC URL (" + PREFIX + "host:port/database?user=…&password=…) expected";

    static ServerUrl parse(String url) {
        int query = url.indexOf('?');
        String shown = query < 0 ? url : url.substring(0, query);
        int slash = shown.indexOf('/', PREFIX.length());
        if (!shown.startsWith(PREFIX) || slash < 0) {
            throw new IllegalArgumentException("postgres=" + shown + EXPECTED);
        }
        PGSimpleDataSource parts = new PGSimpleDataSource();
        parts.setURL(url);
        String user = parts.getUser();
        if (user == null) {
            throw new IllegalArgumentException("postgres=" + shown + EXPECTED + "; this one has no user");
        }
        return new ServerUrl(
                shown.substring(PREFIX.length(), slash),
                requireNonNullElse(parts.getDatabaseName(), user),
                user,
                requireNonNullElse(parts.getPassword(), ""),
                query < 0 ? "" : withoutCredentials(url.substring(query + 1)));
    }

    ServerUrl withDatabase(String other) {
        return new ServerUrl(hosts, other, user, password, otherParameters);
    }

    ServerUrl withUser(String otherUser, String otherPassword) {
        return new ServerUrl(hosts, database, otherUser, otherPassword, otherParameters);
    }

    String jdbcUrl() {
        return PREFIX + hosts + '/' + encoded(database) + "?user=" + encoded(user) + "&password=" + encoded(password)
                + otherParameters;
    }

    @Override
    public String toString() {
        return PREFIX + hosts + '/' + database;
    }

    private static String withoutCredentials(String parameters) {
        return Arrays.stream(parameters.split("&", -1))
                .filter(parameter -> !parameter.isEmpty())
                .filter(parameter -> !parameter.startsWith("user=") && !parameter.startsWith("password="))
                .map(parameter -> "&" + parameter)
                .collect(joining());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
