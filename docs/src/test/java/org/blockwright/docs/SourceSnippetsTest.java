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

/** Excerpts of source files, marked {@code <!-- source=zoo/src/... -->}, are up to date. */
class SourceSnippetsTest {
  private static final String SOURCE = "source=";

  private static List<CodeBlock> excerpts() {
    return Page.codeBlocks("text").filter(block -> block.kind().startsWith(SOURCE)).toList();
  }

  @TestFactory
  Stream<DynamicTest> excerptIsInItsFile() {
    return excerpts().stream()
        .map(block -> DynamicTest.dynamicTest(block.location(), () -> check(block)));
  }

  @Test
  void pagesContainSources() {
    assertThat(excerpts().stream().map(CodeBlock::page)).contains("docs/adding-a-network.md");
  }

  private static void check(CodeBlock block) throws IOException {
    String file = block.kind().substring(SOURCE.length());

    String source = Files.readString(Page.root().resolve(file));

    assertThat(withoutIndent(source)).contains(withoutIndent(block.text()).strip());
  }

  private static String withoutIndent(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining("\n"));
  }
}
