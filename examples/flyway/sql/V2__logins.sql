-- Its policy is in flyway.toml.
CREATE TABLE app.logins (
    name text        NOT NULL,
    at   timestamptz NOT NULL
) PARTITION BY RANGE (at);
