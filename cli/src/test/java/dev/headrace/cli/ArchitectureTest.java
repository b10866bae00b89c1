package dev.headrace.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.headrace.golden.ErrorBound;
import dev.headrace.golden.Grid;
import dev.headrace.golden.NumberFormat;
import dev.headrace.golden.Role;
import dev.headrace.golden.Step;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** Which module may know which, and what no module may do. The command line sees all modules, so the rules stand here. */
@AnalyzeClasses(packages = "dev.headrace", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String GOLDEN = "dev.headrace.golden..";
    private static final String SIMULATOR = "dev.headrace.simulator..";
    private static final String CODE_GENERATOR = "dev.headrace.simulator.codegen..";
    private static final String KERNEL = "dev.headrace.simulator.kernel..";
    private static final String EXPRESSIONS = "dev.headrace.simulator.expr..";
    private static final String RUN = "dev.headrace.simulator.run..";
    private static final String HARDWARE = "dev.headrace.hw..";
    private static final String TRACES = "dev.headrace.traces..";
    private static final String REPORTS = "dev.headrace.reports..";
    private static final String EXPLORE = "dev.headrace.explore..";
    private static final String CLI = "dev.headrace.cli..";
    private static final String JDK = "java..";
    private static final String NULLNESS = "org.jspecify.annotations..";

    @ArchTest
    static final ArchRule goldenModelDependsOnNothingSoThatItCannotAgreeByAccident = classes()
            .that()
            .resideInAPackage(GOLDEN)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(GOLDEN, JDK, NULLNESS);

    @ArchTest
    static final ArchRule kernelDependsOnTheJdkAndItsCodeGeneratorOnly = classes()
            .that()
            .resideInAPackage(KERNEL)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(KERNEL, CODE_GENERATOR, JDK, NULLNESS);

    @ArchTest
    static final ArchRule expressionsKnowNothingOfWhatTheyAreAbout = classes()
            .that()
            .resideInAPackage(EXPRESSIONS)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(EXPRESSIONS, JDK, NULLNESS);

    /** The generator knows nothing of the kernel: it turns a shape into a class, and ASM stays inside it. */
    @ArchTest
    static final ArchRule codeGeneratorKnowsNothingOfTheSimulator = classes()
            .that()
            .resideInAPackage(CODE_GENERATOR)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(CODE_GENERATOR, "org.objectweb.asm..", JDK, NULLNESS);

    /**
     * Formats and the error bound are what a number is allowed to be, and are tested to the bit; what a number is, is
     * computed twice.
     */
    @ArchTest
    static final ArchRule simulatedNumbersAreNotComputedByTheGoldenModel = noClasses()
            .that()
            .resideInAnyPackage("dev.headrace.simulator.dataflow..", KERNEL, HARDWARE)
            .should()
            .dependOnClassesThat(resideInAPackage(GOLDEN)
                    .and(not(belongToAnyOf(NumberFormat.class, ErrorBound.class, Role.class, Step.class, Grid.class))));

    @ArchTest
    static final ArchRule simulatorKnowsNoHardwareModelsTracesReportsOrCommandLine = noClasses()
            .that()
            .resideInAPackage(SIMULATOR)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(HARDWARE, TRACES, REPORTS, EXPLORE, CLI);

    @ArchTest
    static final ArchRule hardwareModelsKnowNoTracesReportsOrCommandLine = noClasses()
            .that()
            .resideInAPackage(HARDWARE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TRACES, REPORTS, EXPLORE, CLI);

    @ArchTest
    static final ArchRule tracesKnowNoHardwareModelsReportsOrCommandLine = noClasses()
            .that()
            .resideInAPackage(TRACES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(HARDWARE, REPORTS, EXPLORE, CLI);

    @ArchTest
    static final ArchRule reportsKnowNoHardwareModelsTracesOrCommandLine = noClasses()
            .that()
            .resideInAPackage(REPORTS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(HARDWARE, TRACES, EXPLORE, CLI);

    @ArchTest
    static final ArchRule explorationKnowsNoHardwareModelsOrCommandLine = noClasses()
            .that()
            .resideInAPackage(EXPLORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(HARDWARE, CLI);

    @ArchTest
    static final ArchRule modulesFormNoCircle =
            slices().matching("dev.headrace.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule hardwareModelsFormNoCircle =
            slices().matching("dev.headrace.hw.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nothingPrintsBehindTheBackOfTheCommandLine =
            noClasses().should().accessField(System.class, "out").orShould().accessField(System.class, "err");

    @ArchTest
    static final ArchRule nothingEndsTheProcessButTheCommandLine =
            noClasses().that().resideOutsideOfPackage(CLI).should().callMethod(System.class, "exit", int.class);

    @ArchTest
    static final ArchRule randomNumbersAlwaysComeFromASeed = noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Random.class, ThreadLocalRandom.class)
            .orShould()
            .callMethod(Math.class, "random");

    @ArchTest
    static final ArchRule wallClockTouchesNoResult = noClasses()
            .that()
            .resideOutsideOfPackages(RUN, CLI)
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Instant.class, "now");
}
