package org.blockwright.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.NumberFormat;
import java.text.SimpleDateFormat;
import java.time.format.DateTimeFormatter;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Scanner;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Checks the dependencies between modules, and that libraries are used only in their packages. */
class ArchitectureTest {
  private static final String ALL = "org.blockwright..";

  /** Packages of each module, and the modules that it may depend on; app may depend on all. */
  private enum ProjectModule {
    BASE(List.of("org.blockwright.base..")),
    ENGINE(List.of("org.blockwright.engine..", "org.nd4j.nativeblas.."), BASE),
    DSL(List.of("org.blockwright.dsl.."), BASE),
    MODEL(List.of("org.blockwright.model.."), BASE, ENGINE, DSL),
    ZOO(List.of("org.blockwright.zoo.."), BASE, DSL),
    WEIGHTS(List.of("org.blockwright.weights.."), BASE, DSL, MODEL, ZOO),
    EXPORT(List.of("org.blockwright.export.."), BASE, DSL, MODEL),
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
        TUNING),
    SERVE(List.of("org.blockwright.serve.."), BASE, DSL, MODEL, DATA, INFERENCE);

    final String[] packages;
    final List<ProjectModule> allowedModules;

    ProjectModule(List<String> packages, ProjectModule... allowedModules) {
      this.packages = packages.toArray(String[]::new);
      this.allowedModules = List.of(allowedModules);
    }

    String[] allowedPackages() {
      return Stream.concat(Stream.of(this), allowedModules.stream())
          .flatMap(m -> Stream.of(m.packages))
          .toArray(String[]::new);
    }
  }

  /** Libraries, and the packages that may use them. */
  private static final Map<String, List<String>> LIBRARY_PACKAGES =
      ImmutableMap.<String, List<String>>builder()
          .put("org.datavec..", List.of("org.blockwright.data.datavec"))
          .put("org.deeplearning4j.arbiter..", List.of("org.blockwright.tuning.arbiter"))
          .put("io.jhdf..", List.of("org.blockwright.weights"))
          .put("com.google.protobuf..", List.of("org.blockwright.export"))
          .put("picocli..", List.of("org.blockwright.app"))
          .put("org.eclipse.elk..", List.of("org.blockwright.dsl.show"))
          .put("org.eclipse.emf..", List.of("org.blockwright.dsl.show"))
          .put("org.eclipse.jetty..", List.of("org.blockwright.serve"))
          .put("io.micrometer..", List.of("org.blockwright.serve"))
          .put("org.knowm..", List.of("org.blockwright.training.report"))
          .put("org.yaml..", List.of("org.blockwright.dsl.format"))
          .put("com.fasterxml.jackson.dataformat.csv..", List.of("org.blockwright.base"))
          .put(
              "com.fasterxml.jackson.dataformat.yaml..",
              List.of("org.blockwright.dsl.format", "org.blockwright.tuning"))
          .put(
              "com.google.common.html..",
              List.of("org.blockwright.data.covidx", "org.blockwright.training.report"))
          .put("com.google.common.xml..", List.of("org.blockwright.dsl.show"))
          .put("java.sql..", List.of("org.blockwright.tuning.storage"))
          .put("javax.sql..", List.of("org.blockwright.tuning.storage"))
          .put("com.zaxxer..", List.of("org.blockwright.tuning.storage"))
          .put(
              "org.hipparchus..",
              List.of("org.blockwright.tuning.samplers", "org.blockwright.tuning.importance"))
          .put("org.bytedeco.dnnl..", List.of("org.blockwright.engine.compiled"))
          .put(
              "org.bytedeco..",
              List.of(
                  "org.blockwright.engine..",
                  "org.blockwright.data.decode",
                  "org.blockwright.data.datavec"))
          .buildOrThrow();

  /** Modules that can be used without DL4J, and the only packages that they may use. */
  private static final Map<ProjectModule, List<String>> PORTABLE_MODULE_LIBRARIES =
      Map.of(
          ProjectModule.BASE,
              List.of(
                  "com.google.common..",
                  "com.fasterxml.jackson.core..",
                  "com.fasterxml.jackson.dataformat.csv.."),
          ProjectModule.ZOO, List.of("com.google.common.."),
          ProjectModule.DSL,
              List.of(
                  "com.google.common..", "com.fasterxml.jackson..", "org.yaml..", "org.eclipse.."));

  /** Packages that may use DL4J and ND4J. */
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
        (Location location) ->
            !location.contains("/test-classes/") && !location.contains("-tests.jar");
    blockwright =
        new ClassFileImporter()
            .withImportOption(main)
            .importPackages("org.blockwright", "org.nd4j.nativeblas");
  }

  /** A module of the root POM without rules would be free to depend on anything. */
  @Test
  void everyModuleWithClassesHasRules() throws IOException {
    Path root = Path.of(System.getProperty("basedir")).toAbsolutePath().getParent();
    List<String> withClasses =
        Pattern.compile("<module>([^<]+)</module>")
            .matcher(Files.readString(root.resolve("pom.xml")))
            .results()
            .map(match -> match.group(1))
            .filter(module -> Files.isDirectory(root.resolve(module + "/src/main/java/org")))
            .toList();
    Stream<String> withRules =
        Stream.of(ProjectModule.values()).map(module -> module.name().toLowerCase(Locale.ROOT));

    assertThat(withClasses)
        .containsExactlyInAnyOrderElementsOf(Stream.concat(withRules, Stream.of("app")).toList());
  }

  @Test
  void modulesHaveClasses() {
    for (ProjectModule module : ProjectModule.values()) {
      for (String name : module.packages) {
        assertThat(blockwright.that(resideInAPackage(name))).as(name).isNotEmpty();
      }
    }
  }

  @Test
  void defaultLocaleIsNotUsed() {
    noClasses()
        .that(resideInAPackage(ALL))
        .should()
        .callMethod(String.class, "format", String.class, Object[].class)
        .orShould()
        .callMethod(String.class, "toLowerCase")
        .orShould()
        .callMethod(String.class, "toUpperCase")
        .orShould()
        .callMethod(PrintStream.class, "printf", String.class, Object[].class)
        .orShould()
        .callMethod(PrintStream.class, "format", String.class, Object[].class)
        .orShould()
        .callMethod(DateTimeFormatter.class, "ofPattern", String.class)
        .orShould()
        .callMethod(NumberFormat.class, "getInstance")
        .orShould()
        .callConstructor(DecimalFormat.class, String.class)
        .orShould()
        .callConstructor(SimpleDateFormat.class, String.class)
        .orShould()
        .callConstructor(Formatter.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Scanner.class)
        .check(blockwright);
  }

  @TestFactory
  Stream<DynamicTest> modulesDependOnlyOnAllowedModules() {
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
  void dataUsesOnlyInputTypesOfDsl() {
    noClasses()
        .that(resideInAPackage("org.blockwright.data.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("org.blockwright.dsl..")
                .and(not(resideInAPackage("org.blockwright.dsl.input")))
                .and(not(named(Set.of("Network", "Shape", "Layout", "Task")))))
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
  void onlySomePackagesUseDl4j() {
    DescribedPredicate<JavaClass> dl4j =
        resideInAnyPackage("org.deeplearning4j..", "org.nd4j..")
            .and(not(resideInAPackage("org.deeplearning4j.arbiter..")));

    Set<String> users =
        blockwright.stream()
            .filter(resideInAPackage(ALL).and(not(resideInAnyPackage(DL4J_PACKAGES))))
            .filter(
                c ->
                    c.getDirectDependenciesFromSelf().stream()
                        .anyMatch(d -> dl4j.test(d.getTargetClass())))
            .map(c -> c.getName().replaceFirst("\\$.*", ""))
            .collect(Collectors.toSet());

    assertThat(users).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> librariesAreUsedOnlyInTheirPackages() {
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

  @TestFactory
  Stream<DynamicTest> portableModulesUseFewLibraries() {
    return PORTABLE_MODULE_LIBRARIES.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey().name().toLowerCase(Locale.ROOT),
                    () ->
                        classes()
                            .that(resideInAnyPackage(entry.getKey().packages))
                            .should()
                            .onlyDependOnClassesThat(
                                resideInAnyPackage("", "java..", ALL)
                                    .or(
                                        resideInAnyPackage(
                                            entry.getValue().toArray(String[]::new))))
                            .check(blockwright)));
  }

  /** Of descriptions, metrics use what an output predicts and its loss. */
  @Test
  void metricsUseOnlyTasksAndLossesOfOtherModules() {
    DescribedPredicate<JavaClass> taskOrLoss =
        DescribedPredicate.describe(
            "tasks and losses",
            type -> type.getName().matches("org\\.blockwright\\.dsl\\.(Task|Loss)(\\$.*)?"));

    noClasses()
        .that(resideInAPackage("org.blockwright.inference.metrics.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(ALL)
                .and(
                    not(
                        resideInAnyPackage(
                            "org.blockwright.inference.metrics..", "org.blockwright.base..")))
                .and(not(taskOrLoss)))
        .check(blockwright);
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching("org.blockwright.(**)").should().beFreeOfCycles().check(blockwright);
  }

  /**
   * DL4J's layout constant is set in one place, and checked where graphs are compiled. Arrays are
   * permuted only according to {@code Layout}, or if they are kernels, whose axes are not those of
   * feature maps: in the conversion of weights from Keras, and for oneDNN.
   */
  @Test
  void onlyLayoutDefinesMemoryLayout() {
    noClasses()
        .that(resideInAPackage(ALL))
        .and(
            not(
                resideInAnyPackage(
                    "org.blockwright.model.lowering", "org.blockwright.engine.compiled")))
        .should()
        .dependOnClassesThat(named(Set.of("CNN2DFormat", "DataFormat")))
        .check(blockwright);

    Set<String> permutingClasses =
        blockwright.stream()
            .filter(resideInAPackage(ALL))
            .flatMap(c -> c.getCodeUnits().stream())
            .filter(ArchitectureTest::permutes)
            .filter(unit -> !usesLayout(unit))
            .map(unit -> unit.getOwner().getName())
            .collect(Collectors.toSet());
    assertThat(permutingClasses).containsExactly("org.blockwright.model.lowering.ParameterLayout");
  }

  private static boolean permutes(JavaCodeUnit unit) {
    Set<String> methods = Set.of("permute", "permutei", "transpose", "transposei", "swapAxes");
    return unit.getMethodCallsFromSelf().stream()
        .filter(call -> call.getTargetOwner().getPackageName().startsWith("org.nd4j"))
        .map(JavaMethodCall::getName)
        .anyMatch(methods::contains);
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
