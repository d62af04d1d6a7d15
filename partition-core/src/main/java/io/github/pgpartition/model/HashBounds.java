package io.github.pgpartition.model;

import io.github.pgpartition.error.PartitioningException;
import java.util.Optional;

/** Keys whose hash, divided by the modulus, leaves the remainder. */
public record HashBounds(int modulus, int remainder) implements PartitionBounds {

    public HashBounds {
        if (modulus < 1) {
            throw new PartitioningException(
                    "Cannot use these hash bounds",
                    "modulus " + modulus + " is not positive",
                    "It is the number of parts, 1 or more");
        }
        if (remainder < 0 || remainder >= modulus) {
            throw new PartitioningException(
                    "Cannot use these hash bounds",
                    "remainder " + remainder + " is not one that modulus " + modulus + " leaves",
                    "Give one from 0 to " + (modulus - 1));
        }
    }

    @Override
    public String sql() {
        return "FOR VALUES WITH (MODULUS " + modulus + ", REMAINDER " + remainder + ")";
    }

    @Override
    public Optional<PartitionStrategy> strategy() {
        return Optional.of(PartitionStrategy.HASH);
    }
}
