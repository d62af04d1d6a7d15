package io.github.pgpartition.liquibase;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static java.util.Map.entry;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.pgpartition.liquibase.change.PartitionChange;
import io.github.pgpartition.operation.Operation;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import liquibase.change.Change;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What belongs to a change is there: a page with an example in each format, which {@link DocsExamplesTest} runs, an element in the XSD that
 * says the same as the page, a rollback. And each operation of core can be had by a change.
 */
class ContractTest {

    /** Changes that do not roll back, and why. */
    static final Map<String, String> NO_ROLLBACK = Map.of(
            "dropIndexOnAllPartitions", "what the index was is not known",
            "dropPartition", "the rows are gone",
            "unmanagePartitions", "the policy that was there is not known");

    /** Operations that no change makes, and why. */
    private static final Map<String, String> NO_CHANGE = Map.ofEntries(
            entry("AttachIndex", "a step of addIndexOnAllPartitions, which the index builder takes"),
            entry(
                    "CreatePartitionedTable",
                    "columns and constraints are written by core's createTable, and PARTITION BY behind them"),
            entry("CreatePartitionFromDefault", "what a pass does with rows in DEFAULT; managePartitions runs it, too"),
            entry("DropIndex", "a step of dropIndexOnAllPartitions, which the index builder takes"),
            entry("MoveToSchema", "what retentionAction=archive does in a pass"),
            entry("PromoteDefault", "what a pass does with a filled DEFAULT partition"),
            entry("RemoveDefault", "what a pass does where defaultPartition goes from keep to none"),
            entry("SwapDefault", "a part of PromoteDefault"));

    private static final Xsd SCHEMA = Xsd.read();

    static Stream<PartitionChange> changes() {
        return ServiceLoader.load(Change.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(PartitionChange.class::isInstance)
                .map(PartitionChange.class::cast);
    }

    @Test
    void everyChangeHasAPageAndEveryPageAChange() {
        assertThat(DocsPage.all().stream().map(DocsPage::change).collect(toSet()))
                .isEqualTo(names());
    }

    @ParameterizedTest
    @MethodSource("changes")
    void pageHasAnExampleInEveryFormat(PartitionChange change) {
        DocsPage page = page(change);
        assertThat(page.changeSet("xml").orElse("")).containsPattern("<partition:" + page.change() + "[ /]");
        assertThat(page.changeSet("yaml").orElse("")).contains("- " + page.change() + ":");
        assertThat(page.changeSet("json").orElse("")).contains('"' + page.change() + "\":");
    }

    @ParameterizedTest
    @MethodSource("changes")
    void pageListsWhatTheSchemaTakes(PartitionChange change) {
        Xsd.Element element = SCHEMA.element(change.getSerializedObjectName());
        Set<String> inSchema = new TreeSet<>(element.elements());
        element.attributes().forEach(attribute -> inSchema.add(attribute.name()));
        assertThat(page(change).attributes()).isEqualTo(inSchema);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void pageMarksWhatTheSchemaRequires(PartitionChange change) {
        DocsPage page = page(change);
        Set<String> required = SCHEMA.element(page.change()).attributes().stream()
                .filter(Xsd.Attribute::required)
                .map(Xsd.Attribute::name)
                .collect(toCollection(TreeSet::new));
        Set<String> marked = page.attributes().stream()
                .filter(name -> page.text().contains("| `" + name + "` | **required.** "))
                .collect(toCollection(TreeSet::new));
        assertThat(marked).isEqualTo(required);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void everyAttributeOfTheSchemaIsDocumented(PartitionChange change) {
        Xsd.Element element = SCHEMA.element(change.getSerializedObjectName());
        assertThat(element.documentation()).isNotBlank();
        assertThat(element.attributes())
                .allSatisfy(a -> assertThat(a.documentation()).as(a.name()).isNotBlank());
    }

    @ParameterizedTest
    @MethodSource("changes")
    void pageSaysWhichLocksAreTakenAndHowToGoBack(PartitionChange change) {
        DocsPage page = page(change);
        assertThat(page.section("Locks").orElse("")).isNotBlank();
        assertThat(page.rollback()).startsWith(NO_ROLLBACK.containsKey(page.change()) ? "None: " : "Automatic");
    }

    @Test
    void everyOperationCanBeHadByAChangeOrSaysWhyNot() {
        Set<String> without = Arrays.stream(Operation.class.getPermittedSubclasses())
                .map(Class::getName)
                .collect(toCollection(TreeSet::new));
        without.removeAll(operationsInUse());
        assertThat(without.stream().map(name -> name.substring(name.lastIndexOf('.') + 1)))
                .containsExactlyInAnyOrderElementsOf(NO_CHANGE.keySet());
    }

    @Test
    void reasonsAreForWhatIsThere() {
        assertThat(names()).containsAll(NO_ROLLBACK.keySet());
    }

    /** Those that this module names, and those that these are made of. */
    private static Set<String> operationsInUse() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(PartitionChange.class.getPackageName(), Operation.class.getPackageName());
        Set<String> found = new HashSet<>();
        Deque<JavaClass> open =
                new ArrayDeque<>(classes.that(resideInAPackage(PartitionChange.class.getPackageName())));
        while (!open.isEmpty()) {
            open.pop().getDirectDependenciesFromSelf().stream()
                    .map(Dependency::getTargetClass)
                    .filter(target -> target.isAssignableTo(Operation.class) && !target.isInterface())
                    .filter(target -> found.add(target.getName()))
                    .forEach(open::push);
        }
        return found;
    }

    private static Set<String> names() {
        return changes().map(PartitionChange::getSerializedObjectName).collect(toSet());
    }

    private static DocsPage page(PartitionChange change) {
        return DocsPage.all().stream()
                .filter(page -> page.change().equals(change.getSerializedObjectName()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("docs/operations lacks " + change.getSerializedObjectName()));
    }
}
