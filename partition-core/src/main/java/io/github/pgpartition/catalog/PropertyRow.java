package io.github.pgpartition.catalog;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.ColumnProperties;
import io.github.pgpartition.model.Grant;
import io.github.pgpartition.model.Grant.Grantee;
import io.github.pgpartition.model.InheritedProperties;
import io.github.pgpartition.model.InheritedProperties.Publication;
import io.github.pgpartition.model.InheritedProperties.Statistics;
import io.github.pgpartition.model.ReplicaIdentity;
import io.github.pgpartition.model.RowSecurity.Policy;
import io.github.pgpartition.sql.Identifier;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a table has or a partition lacks, as all the queries for it return it.
 *
 * @param kind what it is; says what the others mean
 * @param list may hold nulls
 */
record PropertyRow(
        String kind,
        @Nullable String nameOrNull,
        @Nullable String textOrNull,
        boolean flag,
        List<@Nullable String> list) {

    /** That a query for what only the server can print is worth while. */
    static final String PRINTED = "printed";

    static PropertyRow of(ResultSet row) throws SQLException {
        Array list = row.getArray("list");
        return new PropertyRow(
                requireNonNull(row.getString("kind")),
                row.getString("name"),
                row.getString("text"),
                row.getBoolean("flag"),
                list == null ? List.of() : Arrays.asList((@Nullable String[]) list.getArray()));
    }

    void addTo(InheritedProperties.Builder properties) {
        switch (kind) {
            case "owner" -> owner(properties);
            case "grant" -> properties.grant(new Grant(List.of(text().split(",")), column(), grantees(0), flag));
            case "storage parameter" -> properties.storageParameter(requireNonNull(nameOrNull), text());
            case "tablespace" -> tablespace(properties);
            case "access method" -> properties.accessMethod(name());
            case "unlogged" -> properties.unlogged();
            case "column" ->
                properties.column(ColumnProperties.statistics(
                        name(), textOrNull == null ? null : Integer.valueOf(textOrNull), options(list)));
            case "column storage" -> properties.column(ColumnProperties.storage(name(), text()));
            case "column compression" -> properties.column(ColumnProperties.compression(name(), Identifier.of(text())));
            case "own identity" -> properties.column(ColumnProperties.withoutIdentity(name()));
            case "statistics" -> properties.statistics(statistics());
            case "replica identity" -> properties.replicaIdentity(replicaIdentity());
            case "new index" -> properties.replicaIdentity(new ReplicaIdentity.NewIndex(flag, text()));
            case "row security" -> properties.rowSecurity(flag, "forced".equals(textOrNull));
            case "policy" -> properties.policy(policy());
            case "comment" -> properties.comment(text());
            case "publication" -> publication(properties);
            case PRINTED -> {}
            default -> throw new IllegalStateException("No such property: " + kind);
        }
    }

    private void owner(InheritedProperties.Builder properties) {
        if (flag) {
            properties.owner(name());
        } else {
            properties.shortfall("owner " + name().sql() + ", because " + text());
        }
    }

    private void tablespace(InheritedProperties.Builder properties) {
        if (flag) {
            properties.tablespace(name());
        } else {
            properties.shortfall(
                    "tablespace " + name().sql() + ", because the role that runs this has no CREATE privilege on it");
        }
    }

    private void publication(InheritedProperties.Builder properties) {
        String of = "membership of publication " + name().sql() + ", because ";
        if (textOrNull != null) {
            properties.shortfall(of + "its row filter is not copied");
        } else if (flag) {
            properties.publication(new Publication(
                    name(),
                    list.stream().map(c -> Identifier.of(requireNonNull(c))).toList()));
        } else {
            properties.shortfall(of + "the role that runs this does not own both");
        }
    }

    private ReplicaIdentity replicaIdentity() {
        return switch (text()) {
            case "f" -> new ReplicaIdentity.Full();
            case "n" -> new ReplicaIdentity.Nothing();
            default -> new ReplicaIdentity.Index(name());
        };
    }

    private Statistics statistics() {
        String target = list.get(0);
        List<String> kinds = list.stream().skip(1).map(k -> requireNonNull(k)).toList();
        return new Statistics(name(), kinds, text(), target == null ? null : Integer.valueOf(target));
    }

    private Policy policy() {
        return new Policy(
                name(), flag, Policy.command(requireNonNull(list.get(0))), grantees(2), textOrNull, list.get(1));
    }

    private List<Grantee> grantees(int from) {
        return list.stream()
                .skip(from)
                .map(g -> requireNonNull(g))
                .map(g -> g.isEmpty() ? Grantee.PUBLIC : Grantee.of(g))
                .toList();
    }

    private static Map<String, String> options(List<@Nullable String> texts) {
        Map<String, String> options = new TreeMap<>();
        for (String option : texts) {
            int equals = requireNonNull(option).indexOf('=');
            options.put(option.substring(0, equals), option.substring(equals + 1));
        }
        return options;
    }

    private @Nullable Identifier column() {
        return nameOrNull == null ? null : Identifier.of(nameOrNull);
    }

    private Identifier name() {
        return Identifier.of(requireNonNull(nameOrNull, kind));
    }

    private String text() {
        return requireNonNull(textOrNull, kind);
    }
}
