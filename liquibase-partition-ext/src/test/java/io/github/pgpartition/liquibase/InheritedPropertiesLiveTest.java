package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A partition that is made online has what a maintenance pass would give it, beside what LIKE copies and ATTACH brings. */
class InheritedPropertiesLiveTest extends PartitionsFixture {

    private static final String ONLINE = outsideTransaction(
            "online",
            "<partition:createRangePartitionOf @ partitionName=\"New\" startRange=\"1\" endRange=\"2\" online=\"true\"/>");

    private static final String FACTS = """
            SELECT concat_ws(' ', relowner::regrole, relacl, reloptions, relrowsecurity, relreplident, relpersistence,
                             obj_description(c.oid, 'pg_class'), (SELECT string_agg(polname, ',') FROM pg_policy WHERE polrelid = c.oid),
                             (SELECT spcname FROM pg_tablespace t WHERE t.oid = reltablespace))
              FROM pg_class c WHERE oid = '"App data"."%s"'::regclass""";

    private static String facts(String table) {
        return db.queryString(String.format(java.util.Locale.ROOT, FACTS, table));
    }

    @Test
    void tableThatIsThereGivesOwnerGrantsSecurityAndTheStorageParametersOfItsNewestPartition() {
        String owner = db.role("owner of events").name();
        db.execute(
                "GRANT ALL ON SCHEMA \"App data\" TO " + owner + "",
                "CREATE TABLE \"App data\".\"Events\" (\"Id\" int NOT NULL) PARTITION BY RANGE (\"Id\")",
                "CREATE TABLE \"App data\".\"First\" PARTITION OF \"App data\".\"Events\" FOR VALUES FROM (0) TO (1) WITH (fillfactor = 70)",
                "ALTER TABLE \"App data\".\"Events\" OWNER TO " + owner + "",
                "GRANT SELECT ON \"App data\".\"Events\" TO PUBLIC",
                "COMMENT ON TABLE \"App data\".\"Events\" IS 'What happened'",
                "CREATE POLICY mine ON \"App data\".\"Events\" USING (true)",
                "ALTER TABLE \"App data\".\"Events\" ENABLE ROW LEVEL SECURITY, REPLICA IDENTITY FULL");
        String script = liquibase.updateSql(ONLINE);
        liquibase.update(ONLINE);
        assertThat(facts("New")).contains(owner, "=r/", "{fillfactor=70} t f p What happened mine");
        List<String> updated = CatalogDump.of(db);
        db.execute("DROP TABLE \"App data\".\"New\"");
        db.execute("DROP TABLE public.databasechangelog, public.databasechangeloglock");
        Script.apply(db, folder, script);
        assertThat(CatalogDump.of(db)).isEqualTo(updated);
    }

    @Test
    void scriptForATableOfTheChangelogGivesWhatUpdateGives() {
        String all = changeSet("table", """
                <partition:createRangePartitionedTable @ partitionKey="Id" remarks="What happened">
                    <column name="Id" type="int"/>
                </partition:createRangePartitionedTable>
                <partition:createRangePartitionOf @ partitionName="Plain" startRange="-1" endRange="0" partitionType="range" partitionKey="Id"/>
                """)
                + ONLINE
                + outsideTransaction("sub", """
                <partition:createRangePartitionOf @ partitionName="Sub" startRange="2" endRange="3" online="true" partitionType="range" partitionKey="Id"/>
                <partition:createDefaultPartitionOf schemaName="App data" tableName="Sub" online="true"/>
                <partition:createDefaultPartitionOf schemaName="App data" tableName="Plain" online="true"/>
                """)
                + changeSet(
                        "manage", "<partition:managePartitions @ interval=\"1000\" premake=\"1\" startAt=\"3000\"/>");
        String script = liquibase.updateSql(all);
        liquibase.update(all);
        List<String> updated = CatalogDump.of(db);
        assertThat(facts("New")).endsWith(" What happened");
        assertThat(facts("Sub_default")).endsWith(" What happened");
        assertThat(facts("Plain")).doesNotContain("What happened");
        CatalogDump.clear(db);
        db.execute("CREATE SCHEMA \"App data\"");
        Script.apply(db, folder, script);
        assertThat(CatalogDump.of(db)).isEqualTo(updated);
    }
}
