package io.github.pgpartition.liquibase.change;

import static liquibase.change.ChangeParameterMetaData.NONE;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.liquibase.statement.Part;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.operation.AttachPartition;
import io.github.pgpartition.operation.DetachMode;
import io.github.pgpartition.operation.DetachPartition;
import io.github.pgpartition.operation.DropDetachCheck;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;
import liquibase.change.DatabaseChangeProperty;
import liquibase.database.Database;
import liquibase.exception.ValidationErrors;
import org.jspecify.annotations.Nullable;

/**
 * Takes a partition out of its parent; the table and its rows stay.
 *
 * <p>With the bounds given, its rollback attaches the table again.
 */
@DatabaseChange(
        name = "detachPartition",
        description = "Takes a partition out of its parent; the table and its rows stay",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public class DetachPartitionChange extends PartitionBoundsChange {

    private @Nullable Boolean concurrently;
    private @Nullable Boolean finalizes;
    private @Nullable Boolean isDefault;

    @DatabaseChangeProperty(
            description =
                    "Whether readers and writers of the table go on meanwhile; needs runInTransaction=\"false\" and"
                            + " PostgreSQL 14, and that there is no DEFAULT partition",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable Boolean getConcurrently() {
        return concurrently;
    }

    public void setConcurrently(@Nullable Boolean concurrently) {
        this.concurrently = concurrently;
    }

    @DatabaseChangeProperty(
            description =
                    "Whether to end a detach that was interrupted in the middle of concurrently; needs PostgreSQL 14",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable Boolean getFinalize() {
        return finalizes;
    }

    public void setFinalize(@Nullable Boolean finalizes) {
        this.finalizes = finalizes;
    }

    @DatabaseChangeProperty(
            description = "Says, instead of bounds, that it is the DEFAULT partition, so that the change rolls back",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable Boolean getDefault() {
        return isDefault;
    }

    public void setDefault(@Nullable Boolean isDefault) {
        this.isDefault = isDefault;
    }

    @Override
    Set<BoundsKind> kinds() {
        return EnumSet.allOf(BoundsKind.class);
    }

    @Override
    Optional<BoundsKind> kind() {
        Set<BoundsKind> given = EnumSet.noneOf(BoundsKind.class);
        add(given, BoundsKind.RANGE, rangeAttributes().given());
        add(given, BoundsKind.LIST, listAttributes().given());
        add(given, BoundsKind.HASH, hashAttributes().given());
        add(given, BoundsKind.DEFAULT, Boolean.TRUE.equals(isDefault));
        if (given.size() > 1) {
            throw new PartitioningException(
                    "Cannot read the bounds of the partition",
                    "they are given in more than one way",
                    "Keep startRange and endRange, or values, or modulus and remainder, or default");
        }
        return given.stream().findFirst();
    }

    private static void add(Set<BoundsKind> kinds, BoundsKind kind, boolean given) {
        if (given) {
            kinds.add(kind);
        }
    }

    @Override
    protected Set<String> required() {
        return Set.of("partitionName");
    }

    private DetachMode mode() {
        boolean isConcurrent = Boolean.TRUE.equals(concurrently);
        if (!Boolean.TRUE.equals(finalizes)) {
            return isConcurrent ? DetachMode.CONCURRENTLY : DetachMode.PLAIN;
        }
        if (isConcurrent) {
            throw new PartitioningException(
                    "Cannot detach the partition",
                    "both concurrently and finalize are given",
                    "Keep concurrently: on a detach that is pending it does what finalize does");
        }
        return DetachMode.FINALIZE;
    }

    @Override
    protected List<Part> parts(Database database) {
        DetachMode mode = mode();
        PartitionBounds known = mode == DetachMode.PLAIN
                ? null
                : zonedBounds().certain(database).orElse(null);
        return List.of(Part.of(new DetachPartition(table(database), partition(database), mode, known)));
    }

    @Override
    protected Optional<String> whyNotUndone() {
        return kind().isPresent()
                ? Optional.empty()
                : Optional.of("it does not say with which bounds " + getPartitionName()
                        + " would be attached again. Give it startRange and endRange, values, modulus and remainder, or"
                        + " default=\"true\"; or give the changeset a rollback of its own.");
    }

    @Override
    protected List<Part> undo(Database database) {
        Part attach = zonedBounds()
                .part(database, bounds -> new AttachPartition(table(database), partition(database), bounds));
        return mode() == DetachMode.PLAIN
                ? List.of(attach)
                : List.of(attach, Part.of(new DropDetachCheck(partition(database))));
    }

    @Override
    protected Optional<String> forbidsTransaction() {
        return Boolean.TRUE.equals(concurrently) ? Optional.of("concurrently") : Optional.empty();
    }

    @Override
    protected Optional<NewerFeature> newerFeature() {
        if (Boolean.TRUE.equals(concurrently)) {
            return Optional.of(NewerFeature.DETACH_CONCURRENTLY);
        }
        return Boolean.TRUE.equals(finalizes)
                ? Optional.of(new NewerFeature("finalize=\"true\"", "DETACH PARTITION … FINALIZE", 14))
                : Optional.empty();
    }

    @Override
    protected void check(Database database, ValidationErrors errors) {
        super.check(database, errors);
        mode();
    }

    @Override
    public String getConfirmationMessage() {
        return "Partition " + getPartitionName() + " detached from " + getTableName();
    }
}
