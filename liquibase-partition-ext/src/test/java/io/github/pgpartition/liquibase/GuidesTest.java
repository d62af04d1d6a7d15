package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The pages of {@code docs} that are no page of a change do what they say; {@code .ci/follow} does what the others say. */
class GuidesTest extends PartitionsFixture {

    private static List<String> blocks(String page, String language, String start) throws IOException {
        Path file = Path.of(System.getProperty("basedir", "."), "..", "docs", page);
        return Pattern.compile("(?ms)^```" + language + "\\n(" + Pattern.quote(start) + ".*?)^```")
                .matcher(Files.readString(file))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }

    private static List<String> partitionsOf(String table) {
        return db.queryStrings(
                "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = ?::regclass ORDER BY 1", table);
    }

    @Test
    void preconditionsMeanTheSameInEveryFormat() throws IOException {
        for (String format : List.of("xml", "yaml", "json")) {
            db.execute(
                    "DROP TABLE IF EXISTS public.events, public.databasechangelog",
                    "CREATE TABLE public.events (at date) PARTITION BY RANGE (at)",
                    "CREATE TABLE public.events_2019 PARTITION OF public.events FOR VALUES FROM ('2019-01-01') TO ('2020-01-01')");
            String start = format.equals("xml") ? "<changeSet id=\"drop" : format.equals("yaml") ? "- changeSet" : "{";
            String changeSet = blocks("preconditions.md", format, start).get(0);
            liquibase.update(format, changeSet);
            assertThat(partitionsOf("public.events")).as(format).isEmpty();
            db.execute("TRUNCATE public.databasechangelog");
            liquibase.update(format, changeSet);
            assertThat(db.queryString("SELECT exectype FROM public.databasechangelog"))
                    .as(format)
                    .isEqualTo("MARK_RAN");
        }
    }

    @Test
    void subPartitionsOfThePageAreMade() throws IOException {
        db.execute(
                "CREATE TABLE public.orders (at date, region text, PRIMARY KEY (at, region)) PARTITION BY RANGE (at)");
        List<String> changes = blocks("operations/createRangePartitionOf.md", "xml", "<partition:");
        liquibase.update("<changeSet id=\"1\" author=\"test\">" + changes.get(0) + "</changeSet>");
        assertThat(partitionsOf("public.orders")).containsExactly("orders_2026");
        assertThat(partitionsOf("public.orders_2026")).containsExactly("orders_2026_default", "orders_2026_eu");
    }
}
