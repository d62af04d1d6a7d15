package io.github.pgpartition.maintenance;

import io.github.pgpartition.operation.RowTrigger;
import io.github.pgpartition.sql.Identifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of one DEFAULT partition.
 *
 * @param ours      whether it may be removed once it is empty: a pass made it, or a policy that is no longer there had
 *                  {@code defaultPartition=keep}
 * @param obstacles why rows cannot be taken out of it; none where they can
 * @param columns   that a moved row is written with
 * @param triggers  that a delete would fire
 * @param guards    CHECKs of ours; under the table's mutex, what an interrupted pass has left
 * @param bytes     of its rows, indexes apart; 0 where its size was not asked for
 * @param answers   to questions about its rows
 */
public record DefaultFacts(
        boolean ours,
        List<DefaultObstacle> obstacles,
        List<Identifier> columns,
        List<RowTrigger> triggers,
        List<Identifier> guards,
        long bytes,
        Map<DefaultQuestion, DefaultRows> answers) {

    public DefaultFacts {
        obstacles = List.copyOf(obstacles);
        columns = List.copyOf(columns);
        triggers = List.copyOf(triggers);
        guards = List.copyOf(guards);
        answers = Map.copyOf(answers);
    }

    /** With answers to more questions. */
    public DefaultFacts with(long size, Map<DefaultQuestion, DefaultRows> more) {
        Map<DefaultQuestion, DefaultRows> all = new HashMap<>(answers);
        all.putAll(more);
        return new DefaultFacts(ours, obstacles, columns, triggers, guards, size, all);
    }

    /** The first reason, if there is one, that forbids as much. */
    Optional<DefaultObstacle> obstacle(DefaultObstacle.Effect from) {
        return obstacles.stream().filter(o -> o.effect().compareTo(from) >= 0).findFirst();
    }

    boolean canBeRead() {
        return obstacle(DefaultObstacle.Effect.READING).isEmpty();
    }
}
