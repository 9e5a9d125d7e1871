package org.blockwright.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.job.Job;
import org.blockwright.tuning.Space;
import org.blockwright.weights.registry.WeightsRegistry;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every YAML and JSON snippet is a valid network, head, job, space or list of weights, as marked on
 * its page.
 */
class YamlSnippetsTest {
  @TestFactory
  Stream<DynamicTest> snippetIsValid(@TempDir Path folder) {
    return Stream.concat(Page.codeBlocks("yaml"), Page.codeBlocks("json"))
        .map(block -> DynamicTest.dynamicTest(block.location(), () -> read(block, folder)));
  }

  private static void read(CodeBlock block, Path folder) throws IOException {
    String extension = block.hasLanguage("json") ? ".json" : ".yaml";
    Path file = Files.writeString(folder.resolve("snippet" + extension), block.text());
    switch (block.kind()) {
      case "network" -> {
        Network network = NetworkFormat.read(file);
        String written = NetworkFormat.toYaml(network);
        assertThat(NetworkFormat.parse(block.location(), written)).isEqualTo(network);
      }
      case "head" -> assertThat(NetworkFormat.readHead(file).layers(2)).isPresent();
      case "job" -> assertThat(Job.read(file)).isNotEqualTo(Job.defaults());
      case "space" -> assertThat(Space.read(file).parameters()).isNotEmpty();
      case "weights" ->
          assertThat(WeightsRegistry.bundled().with(file).entries())
              .hasSizeGreaterThan(WeightsRegistry.bundled().entries().size());
      default ->
          throw new AssertionError("mark the snippet as network, head, job, space or weights");
    }
  }
}
