package io.github.pgpartition.liquibase.parser;

import liquibase.parser.LiquibaseParser;
import liquibase.parser.NamespaceDetails;
import liquibase.serializer.LiquibaseSerializer;

/** The XML namespace of the changes: Liquibase asks for it when it writes a changelog; for reading one the schema in the jar is enough. */
public class PartitionNamespace implements NamespaceDetails {

    public static final String NAMESPACE = "https://pgpartition.github.io/xml/ns/liquibase-partition";

    static final String SCHEMA_URL = NAMESPACE + "/liquibase-partition-latest.xsd";

    @Override
    public int getPriority() {
        return PRIORITY_EXTENSION;
    }

    @Override
    public boolean supports(LiquibaseSerializer serializer, String namespaceOrUrl) {
        return isOurs(namespaceOrUrl);
    }

    @Override
    public boolean supports(LiquibaseParser parser, String namespaceOrUrl) {
        return isOurs(namespaceOrUrl);
    }

    @Override
    public String getShortName(String namespaceOrUrl) {
        return "partition";
    }

    @Override
    public String getSchemaUrl(String namespaceOrUrl) {
        return SCHEMA_URL;
    }

    @Override
    public String[] getNamespaces() {
        return new String[] {NAMESPACE};
    }

    private static boolean isOurs(String namespaceOrUrl) {
        return namespaceOrUrl.startsWith(NAMESPACE);
    }
}
