package io.github.pgpartition.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.policy.PolicyField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/flyway.md} shows in Java; its other blocks are followed by {@code .ci/run}. */
class GuideTest {

    private static final Pattern CLASS =
            Pattern.compile("```java\n(import [^`]*?public class (\\w+) .*?)```", Pattern.DOTALL);

    @Test
    void javaCompiles(@TempDir Path directory) throws IOException {
        String page = Files.readString(Path.of("..", "docs", "flyway.md"));
        List<MatchResult> classes = CLASS.matcher(page).results().toList();
        assertThat(classes).hasSize(2);
        for (MatchResult found : classes) {
            Path source = directory.resolve(found.group(2) + ".java");
            Files.writeString(source, found.group(1));
            assertThat(ToolProvider.getSystemJavaCompiler()
                            .run(null, null, null, "-proc:none", "-d", directory.toString(), source.toString()))
                    .isZero();
        }
    }

    @Test
    void namesEachParameterOfManage() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "flyway.md"));
        for (PolicyField field : PolicyField.values()) {
            assertThat(page).contains("| `" + field.column() + "` | `" + field.fieldName() + "` |");
        }
    }

    @Test
    void namesEachSetting() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "flyway.md"));
        for (Setting setting : Setting.values()) {
            assertThat(page).contains("| `" + setting.key() + "` |");
        }
    }
}
