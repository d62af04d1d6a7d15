package io.github.pgpartition.model;

/** How a partitioned table chooses the partition of a row. */
public enum PartitionStrategy {
    RANGE,
    LIST,
    HASH;

    /** From {@code pg_partitioned_table.partstrat}. */
    public static PartitionStrategy fromCatalog(String code) {
        return switch (code) {
            case "r" -> RANGE;
            case "l" -> LIST;
            case "h" -> HASH;
            default ->
                throw new IllegalArgumentException("Unknown partition strategy '" + code + "' in pg_partitioned_table");
        };
    }
}
