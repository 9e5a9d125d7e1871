package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.blockwright.zoo.Zoo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our artifacts in projects that depend on them: our exclusions apply there, our dependency
 * management does not.
 */
class PublishedPomsTest {
  private static final Path ROOT = ConsumerProject.ROOT;

  /** Modules whose artifacts are not libraries. */
  private static final List<String> NO_LIBRARIES =
      List.of("blockwright-app", "blockwright-docs", "blockwright-bom");

  @TempDir private Path folder;

  /** Returns the POMs of all modules without white space, by artifact. */
  private static Map<String, String> poms() throws IOException {
    Map<String, String> poms = new TreeMap<>();
    for (Path module : ConsumerProject.modules()) {
      poms.put(ConsumerProject.artifactId(module), compact(module.resolve("pom.xml")));
    }
    return poms;
  }

  private static Map<String, String> libraryPoms() throws IOException {
    return poms().entrySet().stream()
        .filter(pom -> !NO_LIBRARIES.contains(pom.getKey()))
        .filter(pom -> !pom.getKey().startsWith("blockwright-natives"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static String compact(Path pom) throws IOException {
    return Files.readString(pom).replaceAll("<!--(?s:.*?)-->", "").replaceAll("\\s+", "");
  }

  private static String between(String text, String start, String end) {
    return text.substring(text.indexOf(start), text.indexOf(end));
  }

  @Test
  void artifactsAreNamedAfterTheirDirectories() throws IOException {
    assertThat(poms()).hasSizeGreaterThan(18);
    poms()
        .forEach(
            (artifact, pom) ->
                assertThat(pom).contains("<artifactId>" + artifact + "</artifactId><"));
  }

  @Test
  void dependentsInheritExclusions() throws IOException {
    assertThat(poms().get("blockwright-training"))
        .contains("<groupId>org.junit.jupiter</groupId><artifactId>*</artifactId></exclusion>")
        .contains("<groupId>org.junit.platform</groupId><artifactId>*</artifactId></exclusion>");
  }

  @Test
  void onlyTheCommandHasALoggingBackend() throws IOException {
    String backend = "<artifactId>logback-classic</artifactId>";

    libraryPoms()
        .forEach(
            (artifact, pom) ->
                assertThat(pom.replace(backend + "<scope>test</scope>", ""))
                    .as(artifact)
                    .doesNotContain(backend));
    assertThat(poms().get("blockwright-app")).contains(backend + "<scope>runtime</scope>");
  }

  /** Properties of profiles do not exist in other build tools. */
  @Test
  void librariesDoNotDependOnPlatform() throws IOException {
    libraryPoms()
        .forEach(
            (artifact, pom) ->
                assertThat(pom).as(artifact).doesNotContain("<classifier>", "<profile>"));
    assertThat(compact(ROOT.resolve("pom.xml"))).doesNotContain("<classifier>", "<os>");
  }

  @Test
  void nativesOfEachPlatformHaveTheSameLibraries() throws IOException {
    poms()
        .forEach(
            (artifact, pom) -> {
              if (artifact.startsWith("blockwright-natives-")) {
                String platform = artifact.substring("blockwright-natives-".length());
                assertThat(pom.split("<classifier>" + platform, -1)).as(artifact).hasSize(7);
                assertThat(pom)
                    .contains(
                        "nd4j-native<", "javacpp<", "openblas<", "opencv<", "dnnl<", "opencl<")
                    .contains("<packaging>pom</packaging>");
              }
            });
  }

  @Test
  void modulesHaveModuleNames() throws IOException {
    libraryPoms()
        .forEach(
            (artifact, pom) ->
                assertThat(pom)
                    .contains(
                        "<module.name>%s</module.name>"
                            .formatted(artifact.replace("blockwright-", "org.blockwright."))));
  }

  @Test
  void bomListsAllPublishedArtifacts() throws IOException {
    String bom = poms().get("blockwright-bom");
    List<String> missing = new ArrayList<>();
    for (String artifact : poms().keySet()) {
      String entry =
          "<artifactId>%s</artifactId><version>${project.version}</version>".formatted(artifact);
      if (!List.of("blockwright-docs", "blockwright-bom").contains(artifact)
          && !bom.contains(entry)) {
        missing.add(artifact);
      }
    }

    assertThat(missing).isEmpty();
  }

  @Test
  void bomHasMetadataOfParent() throws IOException {
    String parent = compact(ROOT.resolve("pom.xml"));
    String bom = poms().get("blockwright-bom");

    assertThat(between(bom, "<url>", "<scm>")).isEqualTo(between(parent, "<url>", "<scm"));
    assertThat(between(bom, "<connection>", "</scm>"))
        .isEqualTo(between(parent, "<connection>", "</scm>"));
    assertThat(bom).contains("<version>" + ConsumerProject.VERSION + "</version>");
    String time = "<project.build.outputTimestamp>";
    assertThat(between(bom, time, "</project.build.outputTimestamp>"))
        .isEqualTo(between(parent, time, "</project.build.outputTimestamp>"));
  }

  @Test
  void pageListsArtifactsAndShowsVersion() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/use-as-a-library.md"));

    assertThat(page)
        .contains("<version>" + ConsumerProject.VERSION + "</version>")
        .contains("blockwright-bom:" + ConsumerProject.VERSION + "\"");
    for (String artifact : poms().keySet()) {
      if (artifact.startsWith("blockwright-natives-")) {
        assertThat(page).contains("`" + artifact.substring("blockwright-natives-".length()) + "`");
      } else if (!artifact.equals("blockwright-docs")) {
        assertThat(page).contains("`" + artifact + "`");
      }
    }
  }

  @Test
  @Tag("slow")
  void dependentProjectGetsNoLoggerOrTestLibrary() throws Exception {
    List<String> tree =
        ConsumerProject.create(folder, "blockwright-job", "blockwright-tuning").dependencyTree();

    assertThat(tree).anyMatch(line -> line.contains("io.jhdf:jhdf:"));
    assertThat(tree).anyMatch(line -> line.contains("org.knowm.xchart:xchart:"));
    assertThat(tree)
        .filteredOn(line -> line.contains("org.slf4j:slf4j-api:"))
        .hasSize(1)
        .allMatch(line -> line.contains(":2.0.18:"));
    assertThat(tree)
        .filteredOn(line -> line.contains("org.bytedeco:javacpp:"))
        .hasSize(1)
        .allMatch(line -> line.contains(":1.5.13:"));
    assertThat(tree)
        .noneMatch(line -> line.matches(".*(logback|junit|opentest4j|hamcrest|jqwik|assertj).*"));
    // No jar of native libraries, whose classifier would be a platform.
    assertThat(tree).noneMatch(line -> line.matches(".*:(linux|macosx|windows)-.*"));
  }

  @Test
  @Tag("slow")
  void nativesOfAPlatformResolveOnAnyOther() throws Exception {
    List<String> tree =
        ConsumerProject.create(folder, "blockwright-natives-windows-x86_64").dependencyTree();

    assertThat(tree.stream().skip(2).map(line -> line.replaceAll("^[| +\\\\-]*", "")))
        .containsExactlyInAnyOrder(
            "org.nd4j:nd4j-native:jar:windows-x86_64-onednn-avx2:1.0.0-M2.1:runtime",
            "org.bytedeco:javacpp:jar:windows-x86_64:1.5.13:runtime",
            "org.bytedeco:openblas:jar:windows-x86_64:0.3.19-1.5.7:runtime",
            "org.bytedeco:opencv:jar:windows-x86_64:4.5.5-1.5.7:runtime",
            "org.bytedeco:dnnl:jar:windows-x86_64:3.11-1.5.13:runtime",
            "org.bytedeco:opencl:jar:windows-x86_64:3.0-1.5.13:runtime");
  }

  @Test
  @Tag("slow")
  void descriptionsNeedNeitherDl4jNorNd4j() throws Exception {
    ConsumerProject project = ConsumerProject.create(folder, "blockwright-zoo");
    project.addProgram("consumer.DescriptionOnly");

    String classPath = project.compile();

    assertThat(classPath).contains("blockwright-dsl", "blockwright-zoo");
    assertThat(classPath.toLowerCase(Locale.ROOT))
        .doesNotContain("nd4j", "deeplearning4j", "datavec", "bytedeco", "slf4j");
    assertThat(project.run(classPath, "consumer.DescriptionOnly"))
        .contains("Conv2D k3 s1 same, relu", Zoo.names().size() + " networks");
  }

  @Test
  @Tag("slow")
  void dependentProjectTrainsAndPredicts() throws Exception {
    ConsumerProject project =
        ConsumerProject.create(folder, "blockwright-training", "blockwright-natives");
    project.addProgram("consumer.TrainAndPredict");
    for (int i = 0; i < 20; i++) {
      image(project.folder().resolve("images/blue/" + i + ".png"), new Color(i, i, 160 + i));
      image(project.folder().resolve("images/red/" + i + ".png"), new Color(160 + i, i, i));
    }
    image(project.folder().resolve("new.png"), new Color(200, 5, 5));

    String classPath = project.compile();

    assertThat(classPath).doesNotContain("logback", "picocli", "arbiter");
    assertThat(project.run(classPath, "consumer.TrainAndPredict")).contains("red");
    assertThat(project.folder().resolve("tiny.zip")).exists();
  }

  private static void image(Path file, Color color) throws IOException {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(color);
    graphics.fillRect(0, 0, 16, 16);
    graphics.dispose();
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }
}
