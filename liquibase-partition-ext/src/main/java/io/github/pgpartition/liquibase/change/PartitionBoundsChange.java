package io.github.pgpartition.liquibase.change;

import static liquibase.change.ChangeParameterMetaData.NONE;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.liquibase.parser.Block;
import io.github.pgpartition.model.DefaultBounds;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionKey;
import java.beans.PropertyDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import liquibase.change.DatabaseChangeProperty;
import liquibase.database.Database;
import liquibase.exception.ValidationErrors;
import liquibase.parser.core.ParsedNode;
import liquibase.parser.core.ParsedNodeException;
import liquibase.resource.ResourceAccessor;
import org.jspecify.annotations.Nullable;

/**
 * A change to a partition whose bounds are given. All ways to write bounds are here, since a detach knows them all; {@link #kinds} says which
 * of them a change has.
 */
public abstract class PartitionBoundsChange extends NamedPartitionChange {

    private @Nullable String startRange;
    private @Nullable String endRange;
    private List<PartitionRange> ranges = new ArrayList<>();
    private @Nullable String values;
    private List<PartitionValue> valueElements = new ArrayList<>();
    private @Nullable Integer modulus;
    private @Nullable Integer remainder;
    private @Nullable String timeZone;

    @DatabaseChangeProperty(
            description = "First key of the partition, or MINVALUE",
            exampleValue = "2026-01-01",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getStartRange() {
        return startRange;
    }

    public void setStartRange(@Nullable String startRange) {
        this.startRange = startRange;
    }

    @DatabaseChangeProperty(
            description = "First key after the partition, or MAXVALUE",
            exampleValue = "2026-02-01",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getEndRange() {
        return endRange;
    }

    public void setEndRange(@Nullable String endRange) {
        this.endRange = endRange;
    }

    @DatabaseChangeProperty(
            description = "Start and end for each column of a key that has several; instead of startRange and endRange",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public List<PartitionRange> getRanges() {
        return ranges;
    }

    public void setRanges(List<PartitionRange> ranges) {
        this.ranges = ranges;
    }

    @DatabaseChangeProperty(
            description =
                    "Comma-separated values: 1..100 stands for all numbers from 1 to 100, NULL for the null key, text in"
                            + " single quotes for itself. Values that hold commas are value elements",
            exampleValue = "eu, us",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getValues() {
        return values;
    }

    public void setValues(@Nullable String values) {
        this.values = values;
    }

    /** Values in which nothing is split or expanded; instead of {@link #getValues()}. */
    @DatabaseChangeProperty(isChangeProperty = false)
    public List<PartitionValue> getValueElements() {
        return valueElements;
    }

    public void setValueElements(List<PartitionValue> valueElements) {
        this.valueElements = valueElements;
    }

    @DatabaseChangeProperty(
            description = "Number of parts",
            exampleValue = "8",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable Integer getModulus() {
        return modulus;
    }

    public void setModulus(@Nullable Integer modulus) {
        this.modulus = modulus;
    }

    @DatabaseChangeProperty(
            description = "Which of them, from 0",
            exampleValue = "0",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable Integer getRemainder() {
        return remainder;
    }

    public void setRemainder(@Nullable Integer remainder) {
        this.remainder = remainder;
    }

    @DatabaseChangeProperty(
            description = "Zone of times without an offset, where the key is a timestamptz; UTC without it",
            exampleValue = "Europe/Berlin",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getTimeZone() {
        return timeZone;
    }

    public void setTimeZone(@Nullable String timeZone) {
        this.timeZone = timeZone;
    }

    /** The kinds of bounds that the change takes; only their attributes are attributes of the change. */
    abstract Set<BoundsKind> kinds();

    /** The kind of the bounds that are given. */
    Optional<BoundsKind> kind() {
        return kinds().stream().findFirst();
    }

    /** The bounds as they are written: not in the order of the key yet, and times without their zone. */
    public final PartitionBounds bounds() {
        return bounds(rangeAttributes());
    }

    /** The bounds in the order of the key. */
    final PartitionBounds bounds(PartitionKey key, Database database) {
        return bounds(rangeAttributes().inOrderOf(key, database));
    }

    private PartitionBounds bounds(RangeAttributes range) {
        BoundsKind kind = kind().orElseThrow(() -> new PartitioningException(
                "Cannot read the bounds of the partition",
                "none are given",
                "Give startRange and endRange, values, or modulus and remainder"));
        return switch (kind) {
            case RANGE -> range.bounds();
            case LIST -> listAttributes().bounds();
            case HASH -> hashAttributes().bounds();
            case DEFAULT -> new DefaultBounds();
        };
    }

    /** Whether the order of the key has to be known. */
    final boolean namesKeyColumns() {
        return rangeAttributes().namesColumns();
    }

    final RangeAttributes rangeAttributes() {
        return new RangeAttributes(startRange, endRange, ranges);
    }

    final ListAttributes listAttributes() {
        return new ListAttributes(values, valueElements);
    }

    final HashAttributes hashAttributes() {
        return new HashAttributes(modulus, remainder);
    }

    final ZonedBounds zonedBounds() {
        return new ZonedBounds(this, timeZone);
    }

    @Override
    protected Set<String> required() {
        return kinds().equals(Set.of(BoundsKind.HASH)) ? Set.of("modulus", "remainder") : Set.of();
    }

    @Override
    protected boolean isInvalidProperty(PropertyDescriptor property) {
        return super.isInvalidProperty(property) || BoundsKind.isForeign(property.getDisplayName(), kinds());
    }

    @Override
    protected List<Block> blocks() {
        return Stream.of(PartitionRange.BLOCK, PartitionValue.BLOCK)
                .filter(block -> !BoundsKind.isForeign(block.list(), kinds()))
                .toList();
    }

    @Override
    public void customLoadLogic(ParsedNode node, ResourceAccessor resourceAccessor) throws ParsedNodeException {
        for (ParsedNode child : node.getChildren(null, PartitionValue.BLOCK.element())) {
            PartitionValue value = new PartitionValue();
            value.load(child, resourceAccessor);
            valueElements.add(value);
        }
    }

    /** Elements go under the name of the attribute, as they are written in YAML and JSON. */
    @Override
    public @Nullable Object getSerializableFieldValue(String field) {
        return field.equals(PartitionValue.BLOCK.list()) && !valueElements.isEmpty()
                ? valueElements
                : super.getSerializableFieldValue(field);
    }

    @Override
    protected void check(Database database, ValidationErrors errors) {
        zonedBounds().zone();
        if (kind().isPresent()) {
            bounds();
        }
        partition(database);
        if (kind().isPresent()) {
            new BoundsCheck(this, database).before();
        }
    }
}
