package io.weightloom;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.weightloom.trial.TrialRun;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The map of the code base, and the house rules that a machine can check. */
class ArchitectureTests {

    private static final String ROOT = House.ROOT;

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("__") && !location.contains("$$")) // beans, by the build
            .importPackages(ROOT);

    private static final JavaClasses TESTS = new ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests())
            .importPackages(ROOT);

    @ParameterizedTest
    @MethodSource("packages")
    void packagesKnowOnlyThoseInTheirRowOfTheMap(String name, Set<String> known) {
        classes()
                .that(resideIn(name).and(not(simpleName("package-info"))))
                .should()
                .onlyDependOnClassesThat(resideIn(name)
                        .or(resideInAnyPackage(
                                known.stream().map(ArchitectureTests::full).toArray(String[]::new)))
                        .or(not(resideInAPackage(ROOT + "."))))
                .because("a package may know only those in its row of the map; move the type, or change the map"
                        + " and say why in docs/adr")
                .check(MAIN);
    }

    @Test
    void everyClassLivesInAPackageOfTheMapOrIsTheWayIn() {
        Set<String> rows = packages().map(row -> ROOT + row.get()[0]).collect(Collectors.toSet());

        assertThat(MAIN.stream().map(JavaClass::getPackageName).filter(name -> !name.equals("io.weightloom")))
                .isNotEmpty()
                .isSubsetOf(rows);
    }

    @Test
    void rowsOfTheMapNameOnlyRowsAboveThem() {
        Set<String> above = new LinkedHashSet<>();
        House.all().forEach((name, known) -> {
            assertThat(above).as("rows above " + name).containsAll(known);
            above.add(name);
        });
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(MAIN);
    }

    @ParameterizedTest
    @MethodSource("core")
    void coreKnowsNeitherSpringNorJdbcNorLogging(String name) {
        noClasses()
                .that(resideIn(name))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "org.springframework..",
                        "java.sql..",
                        "javax.sql..",
                        "jakarta..",
                        "org.slf4j..",
                        "java.util.logging.."))
                .because("the core is a library that returns values; Spring, storage and logging begin in the runner")
                .check(MAIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "layout", "spec", "search"})
    void countingAndProposingNeedNoNd4j(String name) {
        noClasses()
                .that(resideIn(name))
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.nd4j..", "org.bytedeco.."))
                .because("specs, ledgers and proposals must be there before the first array is, and quickly")
                .check(MAIN);
    }

    @Test
    void nothingPrintsPastTheLoggerAndTheTerminal() {
        noClasses()
                .that(not(name(ROOT + "runner.console.Terminal")))
                .should(ACCESS_STANDARD_STREAMS)
                .because(
                        "runner.console.Terminal owns standard output; everything else uses the logger or returns a value")
                .check(MAIN);
    }

    @Test
    void broadCatchesStandOnlyWhereABrokenTrialBecomesAnOutcomeAndWhereALibraryThrowsNothingNarrower() {
        codeUnits()
                .that()
                .areDeclaredInClassesThat(resideInAnyPackage(
                        core().stream().map(ArchitectureTests::full).toArray(String[]::new)))
                .and()
                .areDeclaredInClassesThat(not(equivalentTo(TrialRun.class)))
                .and()
                .areDeclaredInClassesThat(not(name(ROOT + "verification.Computed")))
                .and()
                .areDeclaredInClassesThat(not(name(ROOT + "data.picture.PngFile")))
                .should(notCatch(RuntimeException.class, Exception.class))
                .because(
                        "trial.TrialRun gives the outcome 'failed', verification.Computed names the graph that ND4J cannot"
                                + " run, and data.picture.PngFile the file over which the JDK's reader stumbles; anywhere else a"
                                + " broad catch hides a bug")
                .check(MAIN);
    }

    @Test
    void randomNumbersComeFromNamedStreams() {
        noClasses()
                .should()
                .dependOnClassesThat(equivalentTo(Random.class))
                .orShould()
                .callMethod(Math.class, "random")
                .because("results must not depend on anything but the seed: use random.RandomStream")
                .check(MAIN);
    }

    @Test
    void timeComesFromAClock() {
        noClasses()
                .should()
                .accessTargetWhere(describe("is now() of java.time without a clock", ArchitectureTests::asksNoClock))
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .because("tests move a clock: take a java.time.Clock and ask it")
                .check(MAIN);
    }

    /** Calls and method references alike. */
    private static boolean asksNoClock(JavaAccess<?> access) {
        return access.getTargetOwner().getPackageName().equals("java.time")
                && access.getName().equals("now")
                && access.getTarget() instanceof CodeUnitAccessTarget method
                && method.getRawParameterTypes().stream().noneMatch(type -> type.isEquivalentTo(Clock.class));
    }

    @Test
    void testsNeitherSleepNorAreSwitchedOff() {
        CompositeArchRule.of(noClasses()
                        .should()
                        .callMethodWhere(target(owner(equivalentTo(Thread.class).or(equivalentTo(TimeUnit.class))))
                                .and(target(name("sleep")))))
                .and(noClasses().should().beAnnotatedWith(Disabled.class))
                .and(noMethods().should().beAnnotatedWith(Disabled.class))
                .because("a test waits for a condition or moves a clock, and one that is switched off proves nothing")
                .check(TESTS);
    }

    private static Stream<Arguments> packages() {
        return House.all().entrySet().stream().map(row -> arguments(row.getKey(), row.getValue()));
    }

    private static Set<String> core() {
        return House.core().keySet();
    }

    private static String full(String name) {
        return ROOT + name;
    }

    private static DescribedPredicate<JavaClass> resideIn(String name) {
        return resideInAPackage(full(name));
    }

    private static ArchCondition<JavaCodeUnit> notCatch(Class<?>... broad) {
        Set<String> names = Stream.of(broad).map(Class::getName).collect(Collectors.toSet());
        return new ArchCondition<>("not catch " + names) {
            @Override
            public void check(JavaCodeUnit unit, ConditionEvents events) {
                unit.getTryCatchBlocks().stream()
                        .filter(block -> block.getCaughtThrowables().stream()
                                .map(JavaClass::getName)
                                .anyMatch(names::contains))
                        .forEach(block -> events.add(SimpleConditionEvent.violated(
                                unit, unit.getFullName() + " catches too much in " + block.getSourceCodeLocation())));
            }
        };
    }
}
