package io.github.pgpartition;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {

    private static final String ROOT = "io.github.pgpartition";

    /** Each may use those before it. */
    private static final List<String> ORDER = List.of(
            "error",
            "sql",
            "model",
            "operation",
            "catalog",
            "policy",
            "registry",
            "maintenance",
            "hook",
            "metrics",
            "execution",
            "index",
            "adoption",
            "key");

    private static final DescribedPredicate<JavaClass> INSIDE_MICROMETER = DescribedPredicate.describe(
            "inside MicrometerMetrics", c -> c.getName().contains(".MicrometerMetrics"));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/testkit/"))
            .importPackages(ROOT);

    static List<String> packages() {
        return ORDER;
    }

    @ParameterizedTest
    @MethodSource("packages")
    void packageUsesOnlyThoseBeforeIt(String name) {
        String[] allowed = ORDER.subList(0, ORDER.indexOf(name) + 1).stream()
                .map(p -> ROOT + "." + p + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + name + "..")
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(allowed))))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void everyPackageHasItsPlaceInTheOrder() {
        assertThat(CLASSES.stream()
                        .map(JavaClass::getPackageName)
                        .filter(p -> !p.equals(ROOT))
                        .map(p -> p.substring(ROOT.length() + 1)))
                .isSubsetOf(ORDER);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void engineKnowsNoTool() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("liquibase..", "org.flywaydb..", "org.postgresql..", "java.util.logging..")
                .check(CLASSES);
    }

    /** Whoever has no Micrometer on the class path loads no other class that needs it. */
    @Test
    void onlyItsOwnClassKnowsMicrometer() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .orShould()
                .dependOnClassesThat()
                .haveSimpleName("MicrometerMetrics")
                .check(CLASSES.that(not(INSIDE_MICROMETER)));
    }

    @Test
    void whatIsPlannedFromIsPure() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        ROOT + ".sql..",
                        ROOT + ".model..",
                        ROOT + ".operation..",
                        ROOT + ".policy..",
                        ROOT + ".maintenance..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.slf4j..")
                .check(CLASSES);
    }
}
