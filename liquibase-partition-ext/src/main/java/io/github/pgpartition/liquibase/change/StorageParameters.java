package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.sql.Identifier;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code fillfactor = 70, fastupdate = off}: what SQL has behind WITH. */
final class StorageParameters {

    private StorageParameters() {}

    static Map<Identifier, String> parse(@Nullable String list) {
        Map<Identifier, String> parameters = new LinkedHashMap<>();
        for (String parameter : ChangelogNames.split(list)) {
            int equals = parameter.indexOf('=');
            String value = parameter.substring(equals + 1).strip();
            if (equals < 1 || value.isEmpty()) {
                throw wrong(list, "\"" + parameter + "\" is not a name with a value");
            }
            Identifier name = Identifier.parse(parameter.substring(0, equals).strip());
            if (parameters.put(name, value) != null) {
                throw wrong(list, name.sql() + " is there twice");
            }
        }
        return parameters;
    }

    private static PartitioningException wrong(@Nullable String list, String why) {
        return new PartitioningException(
                "Cannot read storageParameters \"" + list + "\"",
                why,
                "Write for example fillfactor = 70, fastupdate = off");
    }
}
