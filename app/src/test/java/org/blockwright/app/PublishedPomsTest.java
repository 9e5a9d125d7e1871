package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Transitive dependencies of a project that depends on our artifacts: our exclusions apply there,
 * our dependency management does not.
 */
class PublishedPomsTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final String VERSION = "0.1.0-SNAPSHOT";

  @TempDir private Path folder;

  private static String pom(String module) throws IOException {
    return Files.readString(ROOT.resolve(module).resolve("pom.xml"));
  }

  @Test
  void dependentsInheritExclusions() throws IOException {
    assertThat(pom("weights").replaceAll("\\s+", ""))
        .contains("<groupId>org.slf4j</groupId><artifactId>slf4j-api</artifactId></exclusion>");
    assertThat(pom("training").replaceAll("\\s+", ""))
        .contains("<groupId>org.junit.jupiter</groupId><artifactId>*</artifactId></exclusion>")
        .contains("<groupId>org.junit.platform</groupId><artifactId>*</artifactId></exclusion>");
  }

  @Test
  @Tag("slow")
  void dependentProjectGetsNoLoggerOrTestLibrary() throws Exception {
    List<String> tree = tree("blockwright-job", "blockwright-tuning");

    assertThat(tree).anyMatch(line -> line.contains("io.jhdf:jhdf:"));
    assertThat(tree).anyMatch(line -> line.contains("org.knowm.xchart:xchart:"));
    assertThat(tree)
        .filteredOn(line -> line.contains("org.slf4j:slf4j-api:"))
        .hasSize(1)
        .allMatch(line -> line.contains(":1.7.36:"));
    assertThat(tree)
        .noneMatch(line -> line.matches(".*(junit|opentest4j|hamcrest|jqwik|assertj).*"));
  }

  /** Resolves the dependency tree of a project with Maven, from a repository with our POMs. */
  private List<String> tree(String... artifacts) throws Exception {
    Path repository = folder.resolve("repository");
    publish(repository, "blockwright", ROOT.resolve("pom.xml"));
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.filter(m -> Files.exists(m.resolve("pom.xml"))).toList()) {
        publish(repository, "blockwright-" + module.getFileName(), module.resolve("pom.xml"));
      }
    }
    StringBuilder dependencies = new StringBuilder();
    for (String artifact : artifacts) {
      dependencies.append(
          "<dependency><groupId>org.blockwright</groupId><artifactId>%s</artifactId><version>%s</version></dependency>"
              .formatted(artifact, VERSION));
    }
    Path project = Files.createDirectories(folder.resolve("project"));
    Files.writeString(
        project.resolve("pom.xml"),
        """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>example</groupId><artifactId>example</artifactId><version>1</version>
          <dependencies>%s</dependencies>
        </project>
        """
            .formatted(dependencies));
    Path tree = folder.resolve("tree.txt");
    Path log = folder.resolve("log.txt");
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    String localRepository =
        System.getProperty(
            "maven.repo.local",
            Path.of(System.getProperty("user.home"), ".m2/repository").toString());
    int code =
        new ProcessBuilder(
                ROOT.resolve(windows ? "mvnw.cmd" : "mvnw").toString(),
                "-B",
                "-ntp",
                "-Dmaven.repo.local=" + repository,
                "-Dmaven.repo.local.tail=" + localRepository,
                "-Dmaven.repo.local.tail.ignoreAvailability=true",
                "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:tree",
                "-DoutputFile=" + tree)
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    String output = Files.readString(log);
    assumeFalse(
        code != 0 && output.matches("(?s).*(Could not transfer|Unknown host|offline).*"),
        "no repository can be reached");
    assertThat(code).as(output).isZero();
    return Files.readAllLines(tree);
  }

  private static void publish(Path repository, String artifact, Path pom) throws IOException {
    Path directory =
        repository.resolve("org").resolve("blockwright").resolve(artifact).resolve(VERSION);
    Files.createDirectories(directory);
    Files.copy(pom, directory.resolve(artifact + "-" + VERSION + ".pom"));
  }
}
