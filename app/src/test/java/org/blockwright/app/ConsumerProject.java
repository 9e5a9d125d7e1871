package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.google.common.base.Splitter;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A Maven project outside of this repository that depends on our artifacts, which are installed
 * into a local repository of its own. Libraries of others are taken from the local repository of
 * this build.
 */
final class ConsumerProject {
  static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  static final String VERSION = "0.1.0-SNAPSHOT";
  private static final String DEPENDENCY_PLUGIN =
      "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:";

  private final Path folder;
  private final Path repository;

  private ConsumerProject(Path folder, Path repository) {
    this.folder = folder;
    this.repository = repository;
  }

  /**
   * Creates a project.
   *
   * @param artifacts our artifacts that it depends on; versions are those of the BOM
   */
  static ConsumerProject create(Path parent, String... artifacts) throws IOException {
    ConsumerProject project =
        new ConsumerProject(
            Files.createDirectories(parent.resolve("project")), parent.resolve("repository"));
    project.install("blockwright", ROOT);
    for (Path module : modules()) {
      project.install(artifactId(module), module);
    }
    Files.writeString(project.folder.resolve("pom.xml"), pom(artifacts));
    return project;
  }

  /** Returns the directories of all modules, nested ones included. */
  static List<Path> modules() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT, 3)) {
      return files
          .filter(file -> file.endsWith("pom.xml"))
          .map(Path::getParent)
          .filter(directory -> !directory.equals(ROOT))
          .sorted()
          .toList();
    }
  }

  /** Returns the artifact ID of a module, which follows from its directory. */
  static String artifactId(Path module) {
    return Stream.concat(
            Stream.of("blockwright"),
            Splitter.on(File.separatorChar).splitToStream(ROOT.relativize(module).toString()))
        .collect(Collectors.joining("-"));
  }

  private static String pom(String... artifacts) {
    String dependencies =
        Stream.of(artifacts)
            .map(
                artifact ->
                    "<dependency><groupId>org.blockwright</groupId><artifactId>%s</artifactId>%s</dependency>"
                        .formatted(
                            artifact, artifact.contains("natives") ? "<type>pom</type>" : ""))
            .collect(Collectors.joining());
    return """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>example</groupId><artifactId>example</artifactId><version>1</version>
          <properties>
            <maven.compiler.release>17</maven.compiler.release>
            <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
          </properties>
          <dependencyManagement><dependencies>
            <dependency>
              <groupId>org.blockwright</groupId><artifactId>blockwright-bom</artifactId><version>%s</version>
              <type>pom</type><scope>import</scope>
            </dependency>
          </dependencies></dependencyManagement>
          <dependencies>%s</dependencies>
          <build><pluginManagement><plugins>
            <plugin><artifactId>maven-resources-plugin</artifactId><version>3.3.1</version></plugin>
            <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.13.0</version></plugin>
          </plugins></pluginManagement></build>
        </project>
        """
        .formatted(VERSION, dependencies);
  }

  private void install(String artifact, Path module) throws IOException {
    Path directory =
        Files.createDirectories(
            repository.resolve("org/blockwright").resolve(artifact).resolve(VERSION));
    String name = artifact + "-" + VERSION;
    Files.copy(module.resolve("pom.xml"), directory.resolve(name + ".pom"));
    Path classes = module.resolve("target/classes");
    if (!Files.isDirectory(classes)) {
      return;
    }
    Path jar = module.resolve("target").resolve(name + ".jar");
    if (Files.exists(jar) && lastModified(jar).compareTo(newest(classes)) >= 0) {
      Files.copy(jar, directory.resolve(name + ".jar"));
    } else {
      writeJar(classes, directory.resolve(name + ".jar"));
    }
  }

  private static FileTime newest(Path classes) throws IOException {
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .filter(Files::isRegularFile)
          .map(ConsumerProject::lastModified)
          .max(FileTime::compareTo)
          .orElse(FileTime.fromMillis(0));
    }
  }

  private static FileTime lastModified(Path file) {
    return FileTime.fromMillis(file.toFile().lastModified());
  }

  private static void writeJar(Path classes, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        zip.putNextEntry(new ZipEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
  }

  Path folder() {
    return folder;
  }

  /** Adds a program, whose source is among the test sources of this module. */
  void addProgram(String className) throws IOException {
    String file = className.replace('.', '/') + ".java";
    Path target = folder.resolve("src/main/java").resolve(file);
    Files.createDirectories(target.getParent());
    Files.copy(ROOT.resolve("app/src/test/java").resolve(file), target);
  }

  /** Returns the lines of the dependency tree. */
  List<String> dependencyTree() throws Exception {
    Path tree = folder.resolve("tree.txt");
    maven(DEPENDENCY_PLUGIN + "tree", "-DoutputFile=" + tree);
    return Files.readAllLines(tree);
  }

  /** Compiles the project and returns its class path. */
  String compile() throws Exception {
    Path classPath = folder.resolve("class-path.txt");
    maven("compile", DEPENDENCY_PLUGIN + "build-classpath", "-Dmdep.outputFile=" + classPath);
    return folder.resolve("target/classes") + File.pathSeparator + Files.readString(classPath);
  }

  /** Runs a program in the directory of the project and returns its output. */
  String run(String classPath, String className) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return start(java.toString(), "-Xmx512m", "-cp", classPath, className);
  }

  private void maven(String... arguments) throws Exception {
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    String localRepository =
        System.getProperty(
            "maven.repo.local",
            Path.of(System.getProperty("user.home"), ".m2/repository").toString());
    List<String> command =
        new ArrayList<>(
            List.of(
                ROOT.resolve(windows ? "mvnw.cmd" : "mvnw").toString(),
                "-B",
                "-ntp",
                "-Dmaven.repo.local=" + repository,
                "-Dmaven.repo.local.tail=" + localRepository,
                "-Dmaven.repo.local.tail.ignoreAvailability=true"));
    command.addAll(List.of(arguments));
    start(command.toArray(String[]::new));
  }

  private String start(String... command) throws Exception {
    Path log = folder.resolve("log.txt");
    int code =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    String output = Files.readString(log);
    assumeFalse(
        code != 0 && output.matches("(?s).*(Could not transfer|Unknown host|offline).*"),
        "no repository can be reached");
    assertThat(code).as(output).isZero();
    return output;
  }
}
