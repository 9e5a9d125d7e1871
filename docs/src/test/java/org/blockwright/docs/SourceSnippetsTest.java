package org.blockwright.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a page shows of a source file, {@code <!-- source=zoo/src/... -->}, stands in that file. */
class SourceSnippetsTest {
  private static final String SOURCE = "source=";

  private static List<CodeBlock> excerpts() {
    return Page.codeBlocks("text").filter(fence -> fence.kind().startsWith(SOURCE)).toList();
  }

  @TestFactory
  Stream<DynamicTest> theExcerptStandsInItsFile() {
    return excerpts().stream()
        .map(fence -> DynamicTest.dynamicTest(fence.location(), () -> check(fence)));
  }

  @Test
  void somePagesShowSources() {
    assertThat(excerpts().stream().map(CodeBlock::page)).contains("docs/adding-a-network.md");
  }

  private static void check(CodeBlock fence) throws IOException {
    String file = fence.kind().substring(SOURCE.length());

    String source = Files.readString(Page.root().resolve(file));

    assertThat(withoutIndent(source)).contains(withoutIndent(fence.text()).strip());
  }

  private static String withoutIndent(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining("\n"));
  }
}
