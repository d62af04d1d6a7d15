package io.github.pgpartition.maintenance;

import io.github.pgpartition.model.DefaultBounds;
import io.github.pgpartition.model.PartitionBounds;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a plan sees of the rows in a DEFAULT partition. What is not known yet is asked for, and taken to be nothing until it is. */
final class DefaultLook {

    private final DefaultPlace place;
    private final @Nullable DefaultFacts facts;
    private final Set<DefaultQuestion> questions;

    DefaultLook(DefaultPlace place, @Nullable DefaultFacts facts, Set<DefaultQuestion> questions) {
        this.place = place;
        this.facts = facts;
        this.questions = questions;
    }

    DefaultRows rows(PartitionBounds bounds) {
        return all().any() ? answer(new DefaultQuestion(place.partition().oid(), bounds, false)) : DefaultRows.NONE;
    }

    DefaultRows outside(PartitionBounds bounds) {
        return all().any() ? answer(new DefaultQuestion(place.partition().oid(), bounds, true)) : DefaultRows.NONE;
    }

    /** As a rule there is none: then nothing else has to be asked. */
    DefaultRows all() {
        return answer(new DefaultQuestion(place.partition().oid(), new DefaultBounds(), false));
    }

    private DefaultRows answer(DefaultQuestion question) {
        DefaultRows known = facts == null ? null : facts.answers().get(question);
        if (known != null) {
            return known;
        }
        if (facts != null && facts.canBeRead()) {
            questions.add(question);
        }
        return DefaultRows.NONE;
    }
}
