package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.HashBounds;
import io.github.pgpartition.model.PartitionBounds;
import org.jspecify.annotations.Nullable;

/** {@code modulus} and {@code remainder}. */
record HashAttributes(@Nullable Integer modulus, @Nullable Integer remainder) {

    boolean given() {
        return modulus != null || remainder != null;
    }

    PartitionBounds bounds() {
        if (modulus == null || remainder == null) {
            throw new PartitioningException(
                    "Cannot read the bounds of the partition",
                    (modulus == null ? "modulus" : "remainder") + " is missing",
                    "Give both modulus and remainder");
        }
        return new HashBounds(modulus, remainder);
    }
}
