package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_EXCLUSIVE;
import static io.github.pgpartition.sql.LockMode.SHARE;
import static io.github.pgpartition.sql.LockMode.SHARE_UPDATE_EXCLUSIVE;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.github.pgpartition.model.Grant;
import io.github.pgpartition.model.Grant.Grantee;
import io.github.pgpartition.model.InheritedProperties;
import io.github.pgpartition.model.InheritedProperties.Publication;
import io.github.pgpartition.model.InheritedProperties.Statistics;
import io.github.pgpartition.model.ReplicaIdentity;
import io.github.pgpartition.model.RowSecurity;
import io.github.pgpartition.model.RowSecurity.Policy;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.LockMode;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlLiteral;
import io.github.pgpartition.sql.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Gives a partition what its table has and neither {@code LIKE} nor ATTACH gives. Where it lies is not among it: that is said when it is
 * created. Nothing is taken away: what default privileges grant on new tables stays.
 *
 * <p>Locks: up to ACCESS EXCLUSIVE on the partition, which is nobody's yet where it is new.
 */
public record ApplyProperties(QualifiedName partition, InheritedProperties properties) implements Operation {

    public ApplyProperties {
        requireNonNull(partition, "partition");
        requireNonNull(properties, "properties");
    }

    @Override
    public List<SqlStatement> statements() {
        List<SqlStatement> all = new ArrayList<>();
        if (!properties.storageParameters().isEmpty()) {
            all.add(alter("SET (" + options(properties.storageParameters()) + ")", SHARE_UPDATE_EXCLUSIVE));
        }
        columns(all);
        properties.statistics().forEach(s -> statistics(all, s));
        replicaIdentity(all);
        if (properties.comment() != null) {
            all.addAll(new CommentOnTable(partition, properties.comment()).statements());
        }
        rowSecurity(all, properties.rowSecurity());
        properties.publications().forEach(p -> all.add(publication(p)));
        properties.grants().forEach(g -> all.add(grant(g)));
        if (properties.owner() != null) {
            all.add(alter("OWNER TO " + properties.owner().sql(), ACCESS_EXCLUSIVE));
        }
        return all;
    }

    private void columns(List<SqlStatement> all) {
        List<ColumnAction> actions =
                properties.columns().stream().flatMap(ColumnAction::of).toList();
        if (!actions.isEmpty()) {
            boolean weak = actions.stream().allMatch(a -> a.lock() == SHARE_UPDATE_EXCLUSIVE);
            all.add(alter(
                    actions.stream().map(ColumnAction::sql).collect(joining(", ")),
                    weak ? SHARE_UPDATE_EXCLUSIVE : ACCESS_EXCLUSIVE));
        }
    }

    private void statistics(List<SqlStatement> all, Statistics statistics) {
        String name = partition
                .sibling(Identifier.generated(
                        partition.name().value() + "_" + statistics.name().value(), ""))
                .sql();
        String kinds = statistics.kinds().isEmpty() ? "" : " (" + String.join(", ", statistics.kinds()) + ")";
        all.add(SqlStatement.of("CREATE STATISTICS " + name + kinds + " ON " + statistics.columns() + " FROM "
                        + partition.sql())
                .locking(SHARE_UPDATE_EXCLUSIVE, partition));
        if (statistics.target() != null) {
            all.add(SqlStatement.of("ALTER STATISTICS " + name + " SET STATISTICS " + statistics.target()));
        }
    }

    private void replicaIdentity(List<SqlStatement> all) {
        ReplicaIdentity identity = properties.replicaIdentity();
        if (identity instanceof ReplicaIdentity.Full) {
            all.add(alter("REPLICA IDENTITY FULL", ACCESS_EXCLUSIVE));
        } else if (identity instanceof ReplicaIdentity.Nothing) {
            all.add(alter("REPLICA IDENTITY NOTHING", ACCESS_EXCLUSIVE));
        } else if (identity instanceof ReplicaIdentity.Index index) {
            all.add(replicaIdentity(index.name()));
        } else if (identity instanceof ReplicaIdentity.NewIndex index) {
            Identifier name = Identifier.generated(partition.name().value(), "_identity");
            all.add(
                    index.constraint()
                            ? alter("ADD CONSTRAINT " + name.sql() + " " + index.definition(), ACCESS_EXCLUSIVE)
                            : SqlStatement.of("CREATE UNIQUE INDEX " + name.sql() + " ON " + partition.sql() + " "
                                            + index.definition())
                                    .locking(SHARE, partition));
            all.add(replicaIdentity(name));
        }
    }

    private SqlStatement replicaIdentity(Identifier index) {
        return alter("REPLICA IDENTITY USING INDEX " + index.sql(), ACCESS_EXCLUSIVE);
    }

    private void rowSecurity(List<SqlStatement> all, RowSecurity security) {
        for (Policy policy : security.policies()) {
            all.add(SqlStatement.of("CREATE POLICY " + policy.name().sql() + " ON " + partition.sql()
                            + (policy.permissive() ? "" : " AS RESTRICTIVE") + " FOR " + policy.command() + " TO "
                            + policy.roles().stream().map(Grantee::sql).collect(joining(", "))
                            + (policy.using() == null ? "" : " USING (" + policy.using() + ")")
                            + (policy.check() == null ? "" : " WITH CHECK (" + policy.check() + ")"))
                    .locking(ACCESS_EXCLUSIVE, partition));
        }
        if (security.enabled() || security.forced()) {
            all.add(alter(
                    (security.enabled() ? "ENABLE ROW LEVEL SECURITY" : "")
                            + (security.enabled() && security.forced() ? ", " : "")
                            + (security.forced() ? "FORCE ROW LEVEL SECURITY" : ""),
                    ACCESS_EXCLUSIVE));
        }
    }

    private SqlStatement publication(Publication publication) {
        String columns = publication.columns().isEmpty()
                ? ""
                : publication.columns().stream().map(Identifier::sql).collect(joining(", ", " (", ")"));
        return SqlStatement.of("ALTER PUBLICATION " + publication.name().sql() + " ADD TABLE ONLY " + partition.sql()
                        + columns)
                .locking(SHARE_UPDATE_EXCLUSIVE, partition);
    }

    private SqlStatement grant(Grant grant) {
        return SqlStatement.of(
                "GRANT " + grant.privilegesSql() + " ON TABLE " + partition.sql() + " TO " + grant.granteesSql());
    }

    private SqlStatement alter(String action, LockMode lock) {
        return SqlStatement.of("ALTER TABLE " + partition.sql() + " " + action).locking(lock, partition);
    }

    /** Parameters with their values; the prefix that means the TOAST table stands before the quotes. */
    static String options(Map<String, String> options) {
        return options.entrySet().stream()
                .map(o -> optionName(o.getKey()) + " = " + SqlLiteral.quote(o.getValue()))
                .collect(joining(", "));
    }

    private static String optionName(String name) {
        String toast = "toast.";
        return name.startsWith(toast)
                ? toast + Identifier.of(name.substring(toast.length())).sql()
                : Identifier.of(name).sql();
    }

    @Override
    public String describe() {
        return "give " + partition.sql() + " what its table has: " + properties.inWords();
    }
}
