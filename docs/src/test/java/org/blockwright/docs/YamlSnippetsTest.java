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
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every YAML and JSON snippet is what its page says it is: a network, a head, a job, a space. */
class YamlSnippetsTest {
  @TestFactory
  Stream<DynamicTest> theSnippetIsRead(@TempDir Path folder) {
    return Stream.concat(Page.codeBlocks("yaml"), Page.codeBlocks("json"))
        .map(fence -> DynamicTest.dynamicTest(fence.location(), () -> read(fence, folder)));
  }

  private static void read(CodeBlock fence, Path folder) throws IOException {
    String ending = fence.hasLanguage("json") ? ".json" : ".yaml";
    Path file = Files.writeString(folder.resolve("snippet" + ending), fence.text());
    switch (fence.kind()) {
      case "network" -> {
        Network network = NetworkFormat.read(file);
        String written = NetworkFormat.toYaml(network);
        assertThat(NetworkFormat.parse(fence.location(), written)).isEqualTo(network);
      }
      case "head" -> assertThat(NetworkFormat.readHead(file).blocks()).isNotEmpty();
      case "job" -> assertThat(Job.read(file)).isNotEqualTo(Job.defaults());
      case "space" -> assertThat(Space.read(file).parameters()).isNotEmpty();
      default -> throw new AssertionError("say what it is: network, head, job or space");
    }
  }
}
