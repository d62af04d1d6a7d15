package io.github.pgpartition.model;

import java.util.Optional;

/** Every key that no other partition takes. At most one per parent, and none under hash. */
public record DefaultBounds() implements PartitionBounds {

    @Override
    public String sql() {
        return "DEFAULT";
    }

    @Override
    public Optional<PartitionStrategy> strategy() {
        return Optional.empty();
    }

    @Override
    public String clause() {
        return sql();
    }

    @Override
    public boolean isDefault() {
        return true;
    }
}
