package org.blockwright.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.CaseFormat;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.blockwright.data.augment.StepType;
import org.blockwright.dsl.CutPoint;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.input.AugmentationLayer;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.show.Summary;
import org.blockwright.inference.metrics.MetricDefinition;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.job.Setting;
import org.blockwright.zoo.Zoo;
import org.blockwright.zoo.ZooModel;
import org.junit.jupiter.api.Test;

/** Tables of pages are consistent with the code and the POMs, and links point to files. */
class PageTablesTest {
  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "<dependency>\\s*<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>"
              + "(?:\\s*<version>([^<]+)</version>)?");
  private static final Pattern PROPERTY = Pattern.compile("<([a-z0-9.-]+\\.version)>([^<]+)</\\1>");
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)[^)]*\\)");

  @Test
  void readmeListsZooModels() {
    Map<String, List<String>> shown =
        Page.of("README.md").table("network").stream()
            .collect(Collectors.toMap(row -> row.get(0), row -> row));

    assertThat(shown.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Zoo.architectures().stream().map(ZooModel::name).toList());
    for (ZooModel model : Zoo.architectures()) {
      List<String> row = shown.get(model.name());
      long parameters = Summary.of(model.network()).parameters();
      assertThat(row.subList(1, 5))
          .as(model.name())
          .containsExactly(
              "%s (%s)"
                  .formatted(String.format(Locale.ROOT, "%,d", parameters), model.labels().size()),
              model.input().toString(),
              String.valueOf(model.minInputSize()),
              model.cutPoints().stream().map(CutPoint::name).collect(Collectors.joining(", ")));
    }
  }

  @Test
  void weightsPageListsWidths() {
    assertThat(Page.of("docs/weights.md").table("network"))
        .isEqualTo(
            Zoo.models().stream()
                .filter(model -> Zoo.widths(model).size() > 1)
                .map(PageTablesTest::counts)
                .toList());
  }

  private static List<String> counts(ZooModel model) {
    Network network = model.network();
    Summary summary = Summary.of(network);
    return List.of(
        model.name(),
        String.format(Locale.ROOT, "%,d", summary.parameters()),
        String.format(Locale.ROOT, "%,d", summary.trainable()),
        String.format(Locale.ROOT, "%,d", Summary.of(network.withoutHead()).parameters()));
  }

  @Test
  void trainingPageListsSettingsWithDefaults() {
    List<List<String>> rows = Page.of("docs/training.md").table("name");

    assertThat(rows.stream().map(row -> row.get(0).replace("`", "")))
        .containsExactlyElementsOf(Setting.keys());
    for (Setting setting : Setting.values()) {
      String shown = rows.get(setting.ordinal()).get(2);
      boolean showsDefault = shown.matches("[a-z0-9.]+") && !setting.defaultValue().isEmpty();
      if (showsDefault) {
        assertThat(shown).as(setting.key()).isEqualTo(setting.defaultValue());
      }
    }
  }

  @Test
  void formatPageListsActivations() {
    String row =
        Page.of("docs/description-format.md").table("kind").stream()
            .filter(cells -> cells.get(0).equals("`activation`"))
            .map(cells -> cells.get(1))
            .collect(Collectors.joining());

    for (Activation.Kind kind : Activation.Kind.values()) {
      assertThat(row).contains(kind.hasSlope() ? "`{" + kind.id() + ": slope}`" : "`" + kind.id());
    }
  }

  @Test
  void trainingPageListsOptimizers() {
    assertThat(Page.of("docs/training.md").table("kind").stream().map(row -> row.get(0)))
        .containsExactlyElementsOf(
            Setting.OPTIMIZER.choices().stream().map(kind -> "`" + kind + "`").toList());
  }

  @Test
  void dataPageListsAugmentationSteps() {
    List<List<String>> rows = Page.of("docs/data.md").table("step");

    // The last row is the fill, which is not a step.
    assertThat(rows.subList(0, rows.size() - 1).stream().map(row -> row.subList(0, 2)))
        .containsExactlyElementsOf(
            Arrays.stream(StepType.values())
                .map(step -> List.of("`" + step.id() + "`", "`" + step.defaultText() + "`"))
                .toList());
  }

  @Test
  void formatPageListsAugmentationLayers() {
    assertThat(Page.of("docs/description-format.md").table("step").stream().map(row -> row.get(0)))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(AugmentationLayer.class.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .map(name -> CaseFormat.UPPER_CAMEL.to(CaseFormat.LOWER_CAMEL, name))
                .map(name -> "`" + name + "`")
                .toList());
  }

  @Test
  void metricsPageListsMetrics() {
    Page page = Page.of("docs/metrics.md");

    assertThat(firstCells(page.table("class metric"))).isEqualTo(cells(Metrics.OF_CLASS));
    assertThat(firstCells(page.table("overall metric"))).isEqualTo(cells(Metrics.OVERALL));
  }

  private static List<List<String>> firstCells(List<List<String>> rows) {
    return rows.stream().map(row -> row.subList(0, 6)).toList();
  }

  private static <S> List<List<String>> cells(List<MetricDefinition<S>> metrics) {
    return metrics.stream()
        .map(
            metric ->
                List.of(
                    "`" + metric.key() + "`",
                    metric.title(),
                    metric.tasks().stream().map(Task::id).collect(Collectors.joining(", ")),
                    metric.direction().id(),
                    metric.range().toString(),
                    metric.interval().title()))
        .toList();
  }

  @Test
  void dependenciesPageListsDependenciesOfPoms() throws IOException {
    Map<String, String> versions = versions();
    Set<String> used = new TreeSet<>();
    for (Path pom : poms()) {
      // Entries of dependencyManagement alone are not used.
      String text =
          Files.readString(pom)
              .replaceAll("(?s)<dependencyManagement>.*</dependencyManagement>", "");
      DEPENDENCY.matcher(text).results().forEach(d -> used.add(artifact(d)));
    }
    used.removeIf(artifact -> artifact.startsWith("org.blockwright:"));
    Map<String, String> shown =
        Page.of("docs/dependencies.md").table("artifact").stream()
            .collect(Collectors.toMap(row -> row.get(0), row -> row.get(1)));

    assertThat(shown.keySet()).containsExactlyInAnyOrderElementsOf(used);
    shown.forEach((artifact, version) -> assertThat(versions).containsEntry(artifact, version));
  }

  @Test
  void linksPointToExistingFiles() {
    List<String> broken =
        Page.all().stream()
            .flatMap(
                page ->
                    LINK.matcher(String.join("\n", page.lines()))
                        .results()
                        .map(link -> link.group(1))
                        .filter(target -> !Files.exists(page.file().resolveSibling(target)))
                        .map(target -> page.name() + " -> " + target))
            .toList();

    assertThat(broken).isEmpty();
  }

  private static String artifact(MatchResult dependency) {
    return dependency.group(1) + ":" + dependency.group(2);
  }

  private static List<Path> poms() throws IOException {
    try (Stream<Path> directories = Files.list(Page.root())) {
      return Stream.concat(Stream.of(Page.root()), directories)
          .map(directory -> directory.resolve("pom.xml"))
          .filter(Files::exists)
          .toList();
    }
  }

  @Test
  void architecturePageListsModules() throws IOException {
    List<String> modules =
        Pattern.compile("<module>([^<]+)</module>")
            .matcher(Files.readString(Page.root().resolve("pom.xml")))
            .results()
            .map(module -> module.group(1))
            .toList();

    assertThat(modules).isNotEmpty();
    assertThat(Pages.firstColumn("docs/architecture.md", "module"))
        .containsExactlyInAnyOrderElementsOf(modules);
  }

  /** Returns the versions managed by the parent POM, with properties resolved. */
  private static Map<String, String> versions() throws IOException {
    String text = Files.readString(Page.root().resolve("pom.xml"));
    Map<String, String> properties = new TreeMap<>();
    PROPERTY.matcher(text).results().forEach(p -> properties.put(p.group(1), p.group(2)));
    Map<String, String> versions = new TreeMap<>();
    DEPENDENCY
        .matcher(text)
        .results()
        .filter(d -> d.group(3) != null)
        .forEach(d -> versions.put(artifact(d), resolveProperties(d.group(3), properties)));
    // Managed by JUnit's BOM.
    versions.put("org.junit.jupiter:junit-jupiter", properties.get("junit.version"));
    return versions;
  }

  private static String resolveProperties(String text, Map<String, String> properties) {
    String resolved = text;
    for (String name : Splitter.on("${").splitToList(text)) {
      int end = name.indexOf('}');
      if (end > 0 && properties.containsKey(name.substring(0, end))) {
        String key = name.substring(0, end);
        resolved = resolved.replace("${" + key + "}", properties.get(key));
      }
    }
    return resolved.equals(text) ? resolved : resolveProperties(resolved, properties);
  }
}
