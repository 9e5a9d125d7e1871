package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests in new JVMs that the helpers are enabled if our jar is on the class path, without any call.
 */
class FreshJvmTest {
  @TempDir Path folder;

  @BeforeEach
  void requireOneDnn() {
    assumeTrue(Engine.start().builtWithOneDnn(), "the native library was built without oneDNN");
  }

  @Test
  void newGraphGetsHelpers() throws Exception {
    assertThat(runPlainDl4j(List.of(), "init")).isEqualTo("MKLDNNConvHelper");
  }

  @Test
  void multiLayerNetworkGetsHelpers() throws Exception {
    assertThat(runPlainDl4j(List.of(), "chain")).isEqualTo("MKLDNNConvHelper");
  }

  @Test
  void userCanDisableHelpersAndLoadedGraphGetsThem() throws Exception {
    String file = folder.resolve("model.zip").toString();
    // Saved by a JVM without helpers, so that they cannot come from the file.
    assertThat(runPlainDl4j(List.of("-D" + OneDnnHelpers.DISABLE_PROPERTY + "=true"), "save", file))
        .isEqualTo("none");

    assertThat(runPlainDl4j(List.of(), "load", file)).isEqualTo("MKLDNNConvHelper");
  }

  @Test
  void threadsCanBeSetBeforeAnythingElse() throws Exception {
    assertThat(run(List.of(), System.getProperty("java.class.path"), FirstCallProgram.class))
        .contains("threads=1");
  }

  @Test
  void missingNativeLibraryGivesMessage() throws Exception {
    assertThat(run(List.of(), classPathWithoutNatives("nd4j-native"), EngineStartProgram.class))
        .contains("failed=ND4J's native library cannot be loaded on ");
  }

  @Test
  void missingOneDnnKeepsGraphsOnDl4jWithMessage() throws Exception {
    String output = run(List.of(), classPathWithoutNatives("dnnl"), InferenceProgram.class);

    assertThat(output)
        .contains("executor=DL4J")
        .contains(
            "Networks run on DL4J, which is slower, because oneDNN's native library cannot be")
        .containsPattern("doctor=oneDNN +cannot be loaded \\(.*jnidnnl.*\\): networks run on DL4J")
        .contains("failed=oneDNN's native library cannot be loaded on ");
  }

  /** The static initializers of oneDNN do not fit into the stack of such a thread. */
  @Test
  void librariesAreLoadedForThreadsWithASmallStack() throws Exception {
    String output =
        run(List.of("-Xss400k"), System.getProperty("java.class.path"), InferenceProgram.class);

    assertThat(output).contains("executor=compiled");
  }

  private static String classPathWithoutNatives(String artifact) {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.matches(".*" + artifact + "-[^/]*-(linux|macosx|windows)-.*"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String runPlainDl4j(List<String> options, String... arguments)
      throws IOException, InterruptedException {
    String output =
        run(options, System.getProperty("java.class.path"), PlainDl4jProgram.class, arguments);
    return output
        .lines()
        .filter(line -> line.startsWith("helper="))
        .map(line -> line.substring("helper=".length()))
        .findFirst()
        .orElse(output);
  }

  private static String run(
      List<String> options, String classPath, Class<?> program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // These programs are too short for the second compiler.
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath));
    command.add(program.getName());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
