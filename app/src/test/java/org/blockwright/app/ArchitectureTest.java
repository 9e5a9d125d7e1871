package org.blockwright.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the arrows between modules, and keeps each library behind its packages. */
class ArchitectureTest {
  private static final String ALL = "org.blockwright..";

  /** The packages of each module, and which modules it may know; the command may know all. */
  private enum ProjectModule {
    BASE(List.of("org.blockwright.base..")),
    ENGINE(List.of("org.blockwright.engine..", "org.nd4j.nativeblas.."), BASE),
    DSL(List.of("org.blockwright.dsl.."), BASE),
    MODEL(List.of("org.blockwright.model.."), BASE, ENGINE, DSL),
    ZOO(List.of("org.blockwright.zoo.."), BASE, DSL),
    WEIGHTS(List.of("org.blockwright.weights.."), BASE, DSL, MODEL, ZOO),
    DATA(List.of("org.blockwright.data.."), BASE, DSL),
    INFERENCE(List.of("org.blockwright.inference.."), BASE, ENGINE, DSL, MODEL, DATA),
    TRAINING(List.of("org.blockwright.training.."), BASE, ENGINE, DSL, MODEL, DATA, INFERENCE),
    TUNING(List.of("org.blockwright.tuning.."), BASE, INFERENCE),
    JOB(
        List.of("org.blockwright.job.."),
        BASE,
        ENGINE,
        DSL,
        MODEL,
        ZOO,
        WEIGHTS,
        DATA,
        INFERENCE,
        TRAINING,
        TUNING);

    final String[] packages;
    final List<ProjectModule> allowedModules;

    ProjectModule(List<String> packages, ProjectModule... known) {
      this.packages = packages.toArray(String[]::new);
      this.allowedModules = List.of(known);
    }

    String[] allowedPackages() {
      return Stream.concat(Stream.of(this), allowedModules.stream())
          .flatMap(m -> Stream.of(m.packages))
          .toArray(String[]::new);
    }
  }

  /** Libraries, and the only packages that may name their classes. */
  private static final Map<String, List<String>> LIBRARY_PACKAGES =
      Map.of(
          "org.datavec..", List.of("org.blockwright.data.datavec"),
          "org.deeplearning4j.arbiter..", List.of("org.blockwright.tuning.arbiter"),
          "io.jhdf..", List.of("org.blockwright.weights"),
          "picocli..", List.of("org.blockwright.app"),
          "org.eclipse..", List.of("org.blockwright.dsl.show"),
          "org.knowm..", List.of("org.blockwright.training.report"),
          "org.bytedeco..",
              List.of(
                  "org.blockwright.engine..",
                  "org.blockwright.data.decode",
                  "org.blockwright.data.datavec"));

  /** Where DL4J's and ND4J's classes may be named. */
  private static final String[] DL4J_PACKAGES = {
    "org.blockwright.engine..",
    "org.nd4j.nativeblas",
    "org.blockwright.model..",
    "org.blockwright.data..",
    "org.blockwright.inference",
    "org.blockwright.training..",
  };

  private static JavaClasses blockwright;

  @BeforeAll
  static void readAllClasses() {
    ImportOption main =
        (Location at) -> !at.contains("/test-classes/") && !at.contains("-tests.jar");
    blockwright =
        new ClassFileImporter()
            .withImportOption(main)
            .importPackages("org.blockwright", "org.nd4j.nativeblas");
  }

  @Test
  void everyModuleIsLookedAt() {
    for (ProjectModule module : ProjectModule.values()) {
      for (String name : module.packages) {
        assertThat(blockwright.that(resideInAPackage(name))).as(name).isNotEmpty();
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> aModuleKnowsOnlyThoseBelowIt() {
    return Stream.of(ProjectModule.values())
        .map(
            module ->
                DynamicTest.dynamicTest(
                    module.name().toLowerCase(Locale.ROOT),
                    () ->
                        noClasses()
                            .that(resideInAnyPackage(module.packages))
                            .should()
                            .dependOnClassesThat(
                                resideInAnyPackage(ALL)
                                    .and(not(resideInAnyPackage(module.allowedPackages()))))
                            .check(blockwright)));
  }

  @Test
  void dataKnowsOfDescriptionsOnlyWhatIsDoneToImages() {
    noClasses()
        .that(resideInAPackage("org.blockwright.data.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("org.blockwright.dsl..")
                .and(not(resideInAPackage("org.blockwright.dsl.input")))
                .and(not(named(Set.of("Network", "Shape", "Layout")))))
        .check(blockwright);
  }

  @Test
  void tuningUsesOnlyMetricsOfInference() {
    noClasses()
        .that(resideInAPackage("org.blockwright.tuning.."))
        .should()
        .dependOnClassesThat(resideInAPackage("org.blockwright.inference"))
        .check(blockwright);
  }

  @Test
  void dl4jAndNd4jStayInsideWhatRunsNetworks() {
    DescribedPredicate<JavaClass> dl4j =
        resideInAnyPackage("org.deeplearning4j..", "org.nd4j..")
            .and(not(resideInAPackage("org.deeplearning4j.arbiter..")));

    Set<String> naming =
        blockwright.stream()
            .filter(resideInAPackage(ALL).and(not(resideInAnyPackage(DL4J_PACKAGES))))
            .filter(
                c ->
                    c.getDirectDependenciesFromSelf().stream()
                        .anyMatch(d -> dl4j.test(d.getTargetClass())))
            .map(c -> c.getName().replaceFirst("\\$.*", ""))
            .collect(Collectors.toSet());

    assertThat(naming).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> aLibraryStaysBehindItsPackages() {
    return LIBRARY_PACKAGES.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () ->
                        noClasses()
                            .that(resideInAPackage(ALL))
                            .and(not(resideInAnyPackage(entry.getValue().toArray(String[]::new))))
                            .should()
                            .dependOnClassesThat(resideInAPackage(entry.getKey()))
                            .allowEmptyShould(true)
                            .check(blockwright)));
  }

  @Test
  void noPackagesFormACycle() {
    slices().matching("org.blockwright.(**)").should().beFreeOfCycles().check(blockwright);
  }

  /**
   * DL4J's word for the layout stands in one constant, and an array is permuted only where weights
   * of Keras become DL4J's (their axes are those of kernels, not of maps), or as {@code Layout}
   * says.
   */
  @Test
  void onlyLayoutKnowsHowMapsLieInMemory() {
    noClasses()
        .that(resideInAPackage(ALL))
        .and(not(resideInAPackage("org.blockwright.model.lowering")))
        .should()
        .dependOnClassesThat(named(Set.of("CNN2DFormat", "DataFormat")))
        .check(blockwright);

    Set<String> permuting =
        blockwright.stream()
            .filter(resideInAPackage(ALL))
            .flatMap(c -> c.getCodeUnits().stream())
            .filter(ArchitectureTest::permutes)
            .filter(unit -> !usesLayout(unit))
            .map(unit -> unit.getOwner().getName())
            .collect(Collectors.toSet());
    assertThat(permuting).containsExactly("org.blockwright.model.lowering.ParameterLayout");
  }

  private static boolean permutes(JavaCodeUnit unit) {
    Set<String> words = Set.of("permute", "permutei", "transpose", "transposei", "swapAxes");
    return unit.getMethodCallsFromSelf().stream()
        .filter(call -> call.getTargetOwner().getPackageName().startsWith("org.nd4j"))
        .map(JavaMethodCall::getName)
        .anyMatch(words::contains);
  }

  private static boolean usesLayout(JavaCodeUnit unit) {
    return unit.getMethodCallsFromSelf().stream()
        .map(JavaAccess::getTargetOwner)
        .map(JavaClass::getName)
        .anyMatch("org.blockwright.dsl.layer.Layout"::equals);
  }

  private static DescribedPredicate<JavaClass> named(Set<String> simpleNames) {
    return DescribedPredicate.describe(
        "named " + simpleNames, c -> simpleNames.contains(c.getSimpleName()));
  }
}
