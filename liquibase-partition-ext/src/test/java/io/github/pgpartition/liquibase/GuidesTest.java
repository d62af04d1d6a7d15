package io.github.pgpartition.liquibase;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The pages of {@code docs} that are no page of a change do what they say. */
class GuidesTest extends PartitionsFixture {

    private static final LocalDate JANUARY = LocalDate.of(2026, 1, 1);

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
    void fiveMinutesLeadToATableThatHasItsOldRowsAndItsNextPartitions() throws IOException {
        db.execute(
                "CREATE TABLE public.legacy_orders (id bigint, created_at timestamptz, customer text)",
                "INSERT INTO public.legacy_orders SELECT n, timestamptz '2025-12-31 23:59+00' - n * interval '1 day', 'c'"
                        + " FROM generate_series(1, 100) n");
        List<String> changeSets = blocks("liquibase.md", "xml", "<changeSet");
        assertThat(changeSets).hasSize(4);
        String all = changeSets.stream().collect(joining());
        liquibase.update(all);
        assertThat(db.queryLong("SELECT count(*) FROM ONLY public.orders_old")).isEqualTo(100);
        assertThat(db.queryLong("SELECT count(*) FROM public.orders")).isEqualTo(100);
        long months = ChronoUnit.MONTHS.between(JANUARY, LocalDate.now(ZoneOffset.UTC)) + 1 + 3;
        assertThat(partitionsOf("public.orders")).hasSize((int) months + 1).contains("orders_old", "orders_p20260101");
    }

    @Test
    void policyThatIsDeclaredAlwaysMakesWhatIsDueAtEachUpdate() throws IOException {
        List<String> changeSets = blocks("liquibase.md", "xml", "<changeSet");
        String all =
                changeSets.get(0) + changeSets.get(3).replace("author=\"docs\"", "author=\"docs\" runAlways=\"true\"");
        liquibase.update(all);
        List<String> before = partitionsOf("public.orders");
        assertThat(before).hasSize(4);
        db.execute("DROP TABLE public." + before.get(3));
        liquibase.update(all);
        assertThat(partitionsOf("public.orders")).isEqualTo(before);
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
