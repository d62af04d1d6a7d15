package io.github.pgpartition.policy;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.sql.QualifiedName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tenant that is registered for a table.
 *
 * @param value           of the tenant column, as the server prints it
 * @param retentionOrNull in place of the table's; null where the table's counts
 */
public record Tenant(String value, @Nullable Amount retentionOrNull) {

    public Tenant {
        requireNonNull(value, "value");
    }

    /** @param retention as people write it: {@code 30 days}; null or blank for the table's */
    public static Tenant of(String value, @Nullable String retention) {
        return new Tenant(
                value,
                retention == null || retention.isBlank()
                        ? null
                        : Amount.parse(PolicyField.RETENTION.fieldName(), retention));
    }

    public Optional<Amount> retention() {
        return Optional.ofNullable(retentionOrNull);
    }

    /** Refuses a tenant that the policy has no place for. Whether its value is one of the column's type only the server knows. */
    public Tenant checkedFor(PartitionPolicy policy) {
        if (policy.tenantColumn().isEmpty()) {
            throw wrong(
                    policy.table(),
                    "its policy has no tenantColumn",
                    "Declare the column that tells tenants apart, then add the tenant");
        }
        if (retentionOrNull != null
                && retentionOrNull.isNumber() != policy.interval().isNumber()) {
            throw wrong(
                    policy.table(),
                    "interval '" + policy.interval().text() + "' and retention '" + retentionOrNull
                            + "' are not of one kind",
                    policy.interval().isNumber()
                            ? "Give the retention as a plain number"
                            : "Give the retention a unit, such as 90 days");
        }
        return this;
    }

    private PartitioningException wrong(QualifiedName table, String why, String next) {
        return new PartitioningException("Cannot add tenant '" + value + "' to " + table.sql(), why, next);
    }
}
