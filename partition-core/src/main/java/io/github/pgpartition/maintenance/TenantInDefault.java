package io.github.pgpartition.maintenance;

import io.github.pgpartition.error.PartitioningException;

/** A new tenant whose rows are in the DEFAULT partition of the tenants: they may be of any time, so that they are not moved. */
record TenantInDefault(DefaultPlace place, DefaultLook look) {

    Step orRefused(Step step) {
        DefaultRows rows = look.rows(step.bounds());
        return rows.any()
                ? step.refused(String.valueOf(new PartitioningException(
                                "Cannot " + step.operation().describe(),
                                "DEFAULT partition " + place.name().sql() + " holds " + rows.text() + " of this tenant",
                                "Take them out in one transaction, let a pass make the partition, and put them in again")
                        .getMessage()))
                : step;
    }
}
